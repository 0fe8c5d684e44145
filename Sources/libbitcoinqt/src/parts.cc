// Parts of windows: layouts, menus, lists of choices, plots.

#include "objects.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QStackedWidget>

#include <map>
#include <vector>

namespace bitcoinqt {
namespace {

class Plot : public QWidget {
public:
    explicit Plot(QWidget *parent) : QWidget(parent) { setMinimumHeight(120); }

    void setCurve(int curve, const QColor &colour, std::vector<double> points)
    {
        curves_[curve] = {colour, std::move(points)};
        update();
    }

    void setScale(size_t capacity, double maximum, const QString &label)
    {
        capacity_ = capacity;
        maximum_ = maximum;
        label_ = label;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), palette().base());
        painter.setPen(palette().color(QPalette::Mid));
        constexpr int lines = 4;
        for (int i = 1; i < lines; i++) painter.drawLine(0, height() * i / lines, width(), height() * i / lines);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
        if (maximum_ <= 0 || capacity_ < 2) return;
        painter.setRenderHint(QPainter::Antialiasing);
        for (const auto &[number, curve] : curves_) draw(painter, curve);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(rect().adjusted(6, 4, -6, -4), Qt::AlignTop | Qt::AlignLeft, label_);
    }

private:
    struct Curve {
        QColor colour;
        std::vector<double> points;
    };

    // The last point stands at the right edge.
    void draw(QPainter &painter, const Curve &curve) const
    {
        if (curve.points.size() < 2) return;
        const double step = static_cast<double>(width()) / static_cast<double>(capacity_ - 1);
        double x = width() - step * static_cast<double>(curve.points.size() - 1);
        QPainterPath path(QPointF(x, height()));
        for (const double point : curve.points) {
            path.lineTo(x, height() - qMin(1.0, point / maximum_) * (height() - 2));
            x += step;
        }
        path.lineTo(width(), height());
        QColor fill = curve.colour;
        fill.setAlpha(70);
        painter.fillPath(path, fill);
        painter.setPen(QPen(curve.colour, 1.5));
        painter.drawPath(path);
    }

    std::map<int, Curve> curves_;
    size_t capacity_ = 0;
    double maximum_ = 0;
    QString label_;
};

QStringList listOf(const char *const *texts, size_t count)
{
    QStringList list;
    for (size_t i = 0; i < count; i++) list.append(QString::fromUtf8(texts[i]));
    return list;
}

} // namespace
} // namespace bitcoinqt

using namespace bitcoinqt;

bool bqt_layout_insert(bqt_object *container, bqt_object *widget, int position)
{
    auto *owner = as<QWidget>(container);
    auto *part = as<QWidget>(widget);
    if (auto *stack = as<QStackedWidget>(container); stack && part) {
        stack->insertWidget(position, part);
        return true;
    }
    auto *layout = owner ? qobject_cast<QBoxLayout *>(owner->layout()) : nullptr;
    if (!layout || !part) return false;
    layout->insertWidget(position, part);
    return true;
}

void bqt_menu_clear(bqt_object *menu)
{
    if (auto *owner = as<QMenu>(menu)) owner->clear();
}

bqt_object *bqt_menu_add(bqt_object *menu, const char *text)
{
    auto *owner = as<QMenu>(menu);
    if (!owner) return nullptr;
    const qsizetype place = owner->actions().size();
    QAction *action = *text ? owner->addAction(QString::fromUtf8(text)) : owner->addSeparator();
    action->setObjectName("entry" + QString::number(place));
    return out(action);
}

void bqt_items_set(bqt_object *combo, const char *const *texts, size_t count)
{
    auto *box = as<QComboBox>(combo);
    if (!box) return;
    const QString chosen = box->currentText();
    const QSignalBlocker blocker(box);
    box->clear();
    box->addItems(listOf(texts, count));
    const int place = box->findText(chosen);
    if (place >= 0) box->setCurrentIndex(place);
}

void bqt_complete(bqt_object *line, const char *const *words, size_t count)
{
    auto *edit = as<QLineEdit>(line);
    if (!edit) return;
    auto *completer = new QCompleter(listOf(words, count), edit);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->popup()->setObjectName("completions");
    edit->setCompleter(completer);
}

bqt_object *bqt_plot(bqt_object *container)
{
    auto *owner = as<QWidget>(container);
    if (!owner) return nullptr;
    auto *plot = new Plot(owner);
    auto *layout = new QVBoxLayout(owner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot);
    return out(plot);
}

void bqt_plot_curve(bqt_object *object, int curve, int64_t colour, const double *points, size_t count)
{
    if (auto *plot = dynamic_cast<Plot *>(any(object))) {
        plot->setCurve(curve, QColor::fromRgb(static_cast<QRgb>(colour)), std::vector<double>(points, points + count));
    }
}

void bqt_plot_scale(bqt_object *object, size_t capacity, double maximum, const char *label)
{
    if (auto *plot = dynamic_cast<Plot *>(any(object))) plot->setScale(capacity, maximum, QString::fromUtf8(label));
}
