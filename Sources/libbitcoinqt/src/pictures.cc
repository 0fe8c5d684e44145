// Icons from SVG paths, QR codes, pixels.

#include "objects.h"

#include <QAbstractButton>
#include <QAction>
#include <QBuffer>
#include <QByteArray>
#include <QIcon>
#include <QIconEngine>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QGuiApplication>
#include <QPixmap>

#include <qrencode.h>

namespace bitcoinqt {
namespace {

// The side of the square that icons are drawn in.
constexpr double kUnits = 24;

// Reads the absolute commands M, L, H, V, C and Z of SVG's path data, which is all that the icons use.
QPainterPath parsePath(const QString &data)
{
    QPainterPath path;
    path.setFillRule(Qt::OddEvenFill);
    qsizetype place = 0;
    const auto number = [&]() -> double {
        while (place < data.size() && (data[place].isSpace() || data[place] == u',')) place++;
        const qsizetype start = place;
        while (place < data.size() && (data[place].isDigit() || data[place] == u'.' || data[place] == u'-')) place++;
        return data.mid(start, place - start).toDouble();
    };
    QChar command;
    while (place < data.size()) {
        if (data[place].isSpace() || data[place] == u',') {
            place++;
            continue;
        }
        if (data[place].isLetter()) command = data[place++];
        const QPointF here = path.currentPosition();
        if (command == u'M') {
            const double x = number();
            path.moveTo(x, number());
            command = u'L';
        } else if (command == u'L') {
            const double x = number();
            path.lineTo(x, number());
        } else if (command == u'H') {
            path.lineTo(number(), here.y());
        } else if (command == u'V') {
            path.lineTo(here.x(), number());
        } else if (command == u'C') {
            double values[6];
            for (double &value : values) value = number();
            path.cubicTo(values[0], values[1], values[2], values[3], values[4], values[5]);
        } else if (command == u'Z') {
            path.closeSubpath();
        } else {
            break;
        }
    }
    return path;
}

// Draws in the colours that the theme has at the time of drawing.
class PathIcon : public QIconEngine {
public:
    PathIcon(QString data, int64_t colour) : data_(std::move(data)), colour_(colour) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPixmap pixmap = drawPath(data_, colour(mode), qMin(rect.width(), rect.height()));
        painter->drawPixmap(rect.topLeft(), pixmap);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return drawPath(data_, colour(mode), qMin(size.width(), size.height()));
    }

    QIconEngine *clone() const override { return new PathIcon(data_, colour_); }

private:
    QColor colour(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::WindowText);
        if (mode == QIcon::Selected) return palette.color(QPalette::HighlightedText);
        return colour_ >= 0 ? QColor::fromRgb(static_cast<QRgb>(colour_)) : palette.color(QPalette::WindowText);
    }

    QString data_;
    int64_t colour_;
};

} // namespace

QPixmap drawPath(const QString &data, const QColor &colour, int pixels)
{
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(pixels / kUnits, pixels / kUnits);
    painter.fillPath(parsePath(data), colour);
    return pixmap;
}

QIcon iconOf(const QString &path, int64_t colour) { return QIcon(new PathIcon(path, colour)); }

} // namespace bitcoinqt

using namespace bitcoinqt;

void bqt_icon(bqt_object *object, const char *path, int64_t colour)
{
    const QIcon icon = iconOf(QString::fromUtf8(path), colour);
    if (auto *button = as<QAbstractButton>(object)) button->setIcon(icon);
    if (auto *action = as<QAction>(object)) action->setIcon(icon);
    if (auto *widget = as<QWidget>(object); widget && widget->isWindow()) widget->setWindowIcon(icon);
}

void bqt_picture(bqt_object *label, const char *path, int64_t colour, int pixels)
{
    if (auto *view = as<QLabel>(label)) {
        view->setPixmap(iconOf(QString::fromUtf8(path), colour).pixmap(pixels, pixels));
    }
}

void bqt_pixels(bqt_object *label, const uint8_t *rgba, int width, int height)
{
    const QImage image(rgba, width, height, width * 4, QImage::Format_RGBA8888);
    if (auto *view = as<QLabel>(label)) view->setPixmap(QPixmap::fromImage(image));
}

bool bqt_qr(bqt_object *label, const char *text, int pixels)
{
    // Level L, upper and lower case: what wallets expect of a payment request.
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    if (!code) return false;
    // ISO 18004: a border of four modules.
    constexpr int border = 4;
    const int side = code->width + 2 * border;
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::white);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if (code->data[y * code->width + x] & 1) image.setPixel(x + border, y + border, qRgb(0, 0, 0));
        }
    }
    QRcode_free(code);
    const int scale = qMax(1, pixels / side);
    if (auto *view = as<QLabel>(label)) {
        view->setPixmap(QPixmap::fromImage(image.scaled(side * scale, side * scale)));
    }
    return true;
}

// Files are written by who knows how to, where a sandbox is in the way.
static bool hand_out(const QPixmap &picture, void (*take)(void *, const uint8_t *, size_t), void *context)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "PNG")) return false;
    take(context, reinterpret_cast<const uint8_t *>(bytes.constData()), static_cast<size_t>(bytes.size()));
    return true;
}

bool bqt_png_of_label(bqt_object *label, void (*take)(void *, const uint8_t *, size_t), void *context)
{
    auto *view = as<QLabel>(label);
    return view && hand_out(view->pixmap(), take, context);
}

bool bqt_png_of_window(bqt_object *window, void (*take)(void *, const uint8_t *, size_t), void *context)
{
    auto *widget = as<QWidget>(window);
    return widget && hand_out(widget->grab(), take, context);
}
