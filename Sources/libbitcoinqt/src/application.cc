// The application and its event loop.

#include "objects.h"

#include <QApplication>
#include <QClipboard>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QEvent>
#include <QIcon>
#include <QPalette>
#include <QPointer>
#include <QStyle>
#include <QSystemTrayIcon>

#include <memory>
#include <mutex>
#include <vector>

namespace bitcoinqt {
namespace {

// Takes work from any thread to the event loop. It outlives the application, so that whoever posts late does no harm.
class Mailbox {
public:
    struct Work {
        void (*run)(void *);
        void *context;
    };

    void post(Work work)
    {
        std::lock_guard guard(lock_);
        waiting_.push_back(work);
        if (receiver_ && waiting_.size() == 1) QCoreApplication::postEvent(receiver_, new QEvent(QEvent::User));
    }

    void attach(QObject *receiver)
    {
        std::lock_guard guard(lock_);
        receiver_ = receiver;
        if (receiver_ && !waiting_.empty()) QCoreApplication::postEvent(receiver_, new QEvent(QEvent::User));
    }

    void deliver()
    {
        std::vector<Work> batch;
        {
            std::lock_guard guard(lock_);
            batch.swap(waiting_);
        }
        for (const Work &work : batch) work.run(work.context);
    }

private:
    std::mutex lock_;
    std::vector<Work> waiting_;
    QObject *receiver_ = nullptr;
};

Mailbox &mailbox()
{
    static Mailbox *box = new Mailbox;
    return *box;
}

// Some themes leave the hints in empty fields in a colour for light backgrounds on dark ones, where nobody can read them.
void mendHints()
{
    const QPalette palette = QGuiApplication::palette();
    const auto isLighter = [&palette](QPalette::ColorRole role) {
        return palette.color(role).lightness() > palette.color(QPalette::Base).lightness();
    };
    if (isLighter(QPalette::Text) == isLighter(QPalette::PlaceholderText)) return;
    QColor colour = palette.color(QPalette::Text);
    colour.setAlphaF(0.5F);
    // The rest stays the theme's.
    QPalette mended;
    mended.setColor(QPalette::PlaceholderText, colour);
    QApplication::setPalette(mended);
}

class Receiver : public QObject {
protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::ApplicationPaletteChange) mendHints();
        return false;
    }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User) return QObject::event(event);
        mailbox().deliver();
        return true;
    }
};

struct Application {
    QApplication qt;
    Receiver receiver;
    std::unique_ptr<QSystemTrayIcon> tray;

    Application(int &count, char **arguments) : qt(count, arguments) {}
};

std::unique_ptr<Application> application;

} // namespace
} // namespace bitcoinqt

using namespace bitcoinqt;

bool bqt_open(int *count, char **arguments, const char *name, const char *title)
{
    if (application) return false;
    QCoreApplication::setApplicationName(QString::fromUtf8(name));
    QGuiApplication::setDesktopFileName(QString::fromUtf8(name));
    application = std::make_unique<Application>(*count, arguments);
    QGuiApplication::setApplicationDisplayName(QString::fromUtf8(title));
    QGuiApplication::setQuitOnLastWindowClosed(false);
    mailbox().attach(&application->receiver);
    mendHints();
    application->qt.installEventFilter(&application->receiver);
    return true;
}

namespace {

void (*take_message)(bool, const char *) = nullptr;

void passOn(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (take_message) take_message(type == QtCriticalMsg || type == QtFatalMsg, text.toUtf8().constData());
}

} // namespace

void bqt_on_message(void (*callback)(bool is_serious, const char *text))
{
    take_message = callback;
    qInstallMessageHandler(callback ? passOn : nullptr);
}

int bqt_run() { return QApplication::exec(); }

void bqt_quit(int code) { QCoreApplication::exit(code); }

void bqt_close()
{
    if (!application) return;
    mailbox().attach(nullptr);
    // One may take others with it, and popups belong to what they pop up for, although they have no parent.
    std::vector<QPointer<QWidget>> windows;
    for (QWidget *window : QApplication::topLevelWidgets()) windows.emplace_back(window);
    for (const QPointer<QWidget> &window : windows) {
        if (window && !window->parentWidget() && window->windowType() == Qt::Window) delete window.data();
    }
    application.reset();
}

void bqt_post(void (*work)(void *), void *context) { mailbox().post({work, context}); }

bool bqt_is_dark()
{
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

const char *bqt_version() { return qVersion(); }

namespace {

// Tells the desktop's notification service, where there is a bus to reach it by. Nobody waits for its answer.
bool notifyDesktop(const QString &title, const QString &text)
{
    // Without an address Qt would start a bus of its own.
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return false;
    const QString service = QStringLiteral("org.freedesktop.Notifications");
    QDBusMessage call = QDBusMessage::createMethodCall(
        service, QStringLiteral("/org/freedesktop/Notifications"), service, QStringLiteral("Notify"));
    const quint32 replaced = 0;
    const qint32 usualTime = -1;
    // The text is markup.
    call << QGuiApplication::applicationDisplayName() << replaced << QString() << title << text.toHtmlEscaped()
         << QStringList() << QVariantMap() << usualTime;
    return QDBusConnection::sessionBus().send(call);
}

} // namespace

void bqt_notify(const char *title, const char *text)
{
    if (notifyDesktop(QString::fromUtf8(title), QString::fromUtf8(text))) return;
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) return;
    if (!application->tray) {
        application->tray = std::make_unique<QSystemTrayIcon>(QApplication::windowIcon());
        application->tray->show();
    }
    application->tray->showMessage(QString::fromUtf8(title), QString::fromUtf8(text));
}

void bqt_clipboard_set(const char *text) { QGuiApplication::clipboard()->setText(QString::fromUtf8(text)); }

const char *bqt_clipboard_get()
{
    static QByteArray text;
    text = QGuiApplication::clipboard()->text().toUtf8();
    return text.constData();
}
