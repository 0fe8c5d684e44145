// Objects by their names: properties, signals, methods.

#include "objects.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QMetaEnum>
#include <QMetaMethod>
#include <QMetaProperty>

#include <memory>
#include <vector>

namespace bitcoinqt {

bqt_value valueOf(const QVariant &variant, QByteArray &storage)
{
    bqt_value value{};
    switch (variant.typeId()) {
    case QMetaType::Bool:
        value.kind = BQT_BOOLEAN;
        value.integer = variant.toBool();
        break;
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        value.kind = BQT_INTEGER;
        value.integer = variant.toLongLong();
        break;
    case QMetaType::Double:
    case QMetaType::Float:
        value.kind = BQT_REAL;
        value.real = variant.toDouble();
        break;
    case QMetaType::QString:
    case QMetaType::QByteArray:
        storage = variant.typeId() == QMetaType::QString ? variant.toString().toUtf8() : variant.toByteArray();
        value.kind = BQT_TEXT;
        value.text = storage.constData();
        value.length = static_cast<size_t>(storage.size());
        break;
    default:
        if (variant.metaType().flags() & QMetaType::IsEnumeration) {
            value.kind = BQT_INTEGER;
            value.integer = variant.toLongLong();
        }
    }
    return value;
}

QVariant variantOf(const bqt_value &value)
{
    switch (value.kind) {
    case BQT_BOOLEAN: return value.integer != 0;
    case BQT_INTEGER: return static_cast<qlonglong>(value.integer);
    case BQT_REAL: return value.real;
    case BQT_TEXT: return QString::fromUtf8(value.text, static_cast<qsizetype>(value.length));
    case BQT_NOTHING: break;
    }
    return {};
}

namespace {

// Receives one signal without a compiled meta object: Qt asks qt_metacall with a method number of its own choice, and the
// arguments' types are those of the signal.
class Relay : public QObject {
public:
    Relay(QObject *sender, QMetaMethod signal, bqt_callback callback, void *context, void (*release)(void *))
        : QObject(sender), signal_(std::move(signal)), callback_(callback), context_(context, release)
    {
        QMetaObject::connect(sender, signal_.methodIndex(), this, QObject::staticMetaObject.methodCount());
    }

    int qt_metacall(QMetaObject::Call call, int number, void **arguments) override
    {
        number = QObject::qt_metacall(call, number, arguments);
        if (number != 0 || call != QMetaObject::InvokeMetaMethod) return number;
        const int count = signal_.parameterCount();
        std::vector<QByteArray> storage(count);
        std::vector<bqt_value> values(count);
        for (int i = 0; i < count; i++) {
            values[i] = valueOf(QVariant(signal_.parameterMetaType(i), arguments[i + 1]), storage[i]);
        }
        callback_(context_.get(), values.data(), values.size());
        return -1;
    }

private:
    QMetaMethod signal_;
    bqt_callback callback_;
    Context context_;
};

// Receives one signal without looking at its arguments.
class Observer : public QObject {
public:
    Observer(QObject *sender, int signal, void (*callback)(void *), void *context, void (*release)(void *))
        : QObject(sender), callback_(callback), context_(context, release)
    {
        QMetaObject::connect(sender, signal, this, QObject::staticMetaObject.methodCount());
    }

    int qt_metacall(QMetaObject::Call call, int number, void **arguments) override
    {
        number = QObject::qt_metacall(call, number, arguments);
        if (number != 0 || call != QMetaObject::InvokeMetaMethod) return number;
        callback_(context_.get());
        return -1;
    }

private:
    void (*callback_)(void *);
    Context context_;
};

class CloseFilter : public QObject {
public:
    CloseFilter(QObject *window, bool (*callback)(void *), void *context, void (*release)(void *))
        : QObject(window), callback_(callback), context_(context, release)
    {
        window->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Close) return false;
        if (callback_(context_.get())) return false;
        event->ignore();
        return true;
    }

private:
    bool (*callback_)(void *);
    Context context_;
};

class KeyFilter : public QObject {
public:
    KeyFilter(QObject *widget, int key, void (*callback)(void *), void *context, void (*release)(void *))
        : QObject(widget), key_(key), callback_(callback), context_(context, release)
    {
        widget->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != key_) return false;
        callback_(context_.get());
        return true;
    }

private:
    int key_;
    void (*callback_)(void *);
    Context context_;
};

} // namespace
} // namespace bitcoinqt

using namespace bitcoinqt;

bqt_object *bqt_form(const char *name, bqt_object *parent)
{
    return out(makeForm(QString::fromUtf8(name), as<QWidget>(parent)));
}

bqt_object *bqt_child(bqt_object *root, const char *name)
{
    return out(any(root)->findChild<QObject *>(QString::fromUtf8(name)));
}

bqt_object *bqt_window(const char *name)
{
    QWidget *found = nullptr;
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (window->isVisible() && window->objectName() == QLatin1String(name)) found = window;
    }
    return out(found);
}

bool bqt_is_reachable(bqt_object *object)
{
    if (auto *action = as<QAction>(object)) return action->isEnabled() && action->isVisible();
    auto *widget = as<QWidget>(object);
    if (!widget || !widget->isVisible() || !widget->isEnabled()) return false;
    QWidget *modal = QApplication::activeModalWidget();
    return !modal || modal == widget->window();
}

void bqt_activate(bqt_object *window)
{
    if (auto *widget = as<QWidget>(window)) widget->activateWindow();
}

void bqt_release(bqt_object *object) { any(object)->deleteLater(); }

bool bqt_get(bqt_object *object, const char *property, bqt_value *value)
{
    static QByteArray storage;
    const QVariant variant = any(object)->property(property);
    if (!variant.isValid()) return false;
    *value = valueOf(variant, storage);
    return true;
}

bool bqt_set(bqt_object *object, const char *property, const bqt_value *value)
{
    const QMetaObject *type = any(object)->metaObject();
    const int index = type->indexOfProperty(property);
    if (index < 0) return false;
    return type->property(index).write(any(object), variantOf(*value));
}

bool bqt_invoke(bqt_object *object, const char *signature, const bqt_value *arguments, size_t count)
{
    const QMetaObject *type = any(object)->metaObject();
    const int index = type->indexOfMethod(QMetaObject::normalizedSignature(signature));
    if (index < 0) return false;
    const QMetaMethod method = type->method(index);
    constexpr int most = 3;
    if (count > most || static_cast<size_t>(method.parameterCount()) != count) return false;
    QVariant values[most];
    QGenericArgument given[most];
    for (size_t i = 0; i < count; i++) {
        values[i] = variantOf(arguments[i]);
        if (!values[i].convert(method.parameterMetaType(static_cast<int>(i)))) return false;
        given[i] = QGenericArgument(values[i].typeName(), values[i].constData());
    }
    return method.invoke(any(object), Qt::DirectConnection, given[0], given[1], given[2]);
}

bool bqt_connect(
    bqt_object *object, const char *signature, bqt_callback callback, void *context, void (*release)(void *))
{
    const QMetaObject *type = any(object)->metaObject();
    const int index = type->indexOfSignal(QMetaObject::normalizedSignature(signature));
    if (index < 0) return false;
    new Relay(any(object), type->method(index), callback, context, release);
    return true;
}

bool bqt_observe(
    bqt_object *object, const char *signature, void (*callback)(void *context), void *context,
    void (*release)(void *))
{
    const int index = any(object)->metaObject()->indexOfSignal(QMetaObject::normalizedSignature(signature));
    if (index < 0) return false;
    new Observer(any(object), index, callback, context, release);
    return true;
}

void bqt_on_close(bqt_object *window, bool (*callback)(void *), void *context, void (*release)(void *))
{
    new CloseFilter(any(window), callback, context, release);
}

void bqt_press(bqt_object *object, const char *text, int key)
{
    auto *widget = as<QWidget>(object);
    if (!widget) return;
    const auto press = [widget](int number, const QString &characters) {
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, number, Qt::NoModifier, characters);
            QApplication::sendEvent(widget, &event);
        }
    };
    const QString characters = QString::fromUtf8(text);
    for (const QChar character : characters) press(Qt::Key_unknown, QString(character));
    if (characters.isEmpty()) press(key, {});
}

void bqt_on_key(
    bqt_object *widget, int key, void (*callback)(void *), void *context, void (*release)(void *))
{
    new KeyFilter(any(widget), key, callback, context, release);
}
