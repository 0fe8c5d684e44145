// What the parts of this library share: the way between the C ABI and Qt.

#pragma once

#include <bitcoinqt/bitcoinqt.h>

#include <QObject>
#include <QVariant>
#include <QWidget>

#include <functional>
#include <utility>

namespace bitcoinqt {

template <typename Object>
Object *as(bqt_object *object)
{
    return qobject_cast<Object *>(reinterpret_cast<QObject *>(object));
}

inline QObject *any(bqt_object *object) { return reinterpret_cast<QObject *>(object); }
inline bqt_object *out(QObject *object) { return reinterpret_cast<bqt_object *>(object); }

// Something of the caller's that is let go of with its last user.
class Context {
public:
    Context(void *pointer, void (*release)(void *)) : pointer_(pointer), release_(release) {}
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;
    ~Context()
    {
        if (release_) release_(pointer_);
    }
    void *get() const { return pointer_; }

private:
    void *pointer_;
    void (*release_)(void *);
};

// The text of the value, if it is one, lies in `storage`.
bqt_value valueOf(const QVariant &variant, QByteArray &storage);
QVariant variantOf(const bqt_value &value);

// A picture of an SVG path in a square of 24 units.
QPixmap drawPath(const QString &path, const QColor &colour, int pixels);
QIcon iconOf(const QString &path, int64_t colour);

// The forms that were compiled in.
QWidget *makeForm(const QString &name, QWidget *parent);

} // namespace bitcoinqt
