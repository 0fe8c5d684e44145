// Lines of text that hold secrets.

#include "objects.h"

#include <QLineEdit>

#include <cstring>

using namespace bitcoinqt;

namespace {

// Writes over memory in a way that no compiler leaves out.
void overwrite(void *memory, size_t size)
{
    std::memset(memory, 0, size);
    asm volatile("" : : "r"(memory) : "memory");
}

// A line's own text: a string shares its characters with the one that it is a copy of.
void overwriteText(QLineEdit *line)
{
    const QString text = line->text();
    overwrite(const_cast<QChar *>(text.constData()), static_cast<size_t>(text.size()) * sizeof(QChar));
}

} // namespace

size_t bqt_secret_length(bqt_object *object)
{
    auto *line = as<QLineEdit>(object);
    return line ? static_cast<size_t>(line->text().size()) : 0;
}

bool bqt_secret_equal(bqt_object *object, bqt_object *other)
{
    auto *left = as<QLineEdit>(object);
    auto *right = as<QLineEdit>(other);
    return left && right && left->text() == right->text();
}

size_t bqt_secret_take(bqt_object *object, uint8_t *bytes, size_t capacity)
{
    auto *line = as<QLineEdit>(object);
    if (!line) return 0;
    QByteArray text = line->text().toUtf8();
    const auto size = static_cast<size_t>(text.size());
    if (size <= capacity && size > 0) std::memcpy(bytes, text.constData(), size);
    overwrite(text.data(), size);
    overwriteText(line);
    // This empties the line's memory of what was typed, too.
    line->clear();
    return size;
}
