// Dialogs that do not wait.

#include "objects.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

using namespace bitcoinqt;

void bqt_message(
    bqt_object *parent, bqt_importance importance, const char *title, const char *text, const char *detail,
    const char *const *buttons, size_t count, void (*chosen)(void *context, int button), void *context)
{
    constexpr QMessageBox::Icon icons[] = {
        QMessageBox::Information, QMessageBox::Warning, QMessageBox::Critical, QMessageBox::Question};
    auto *box = new QMessageBox(
        icons[importance], QString::fromUtf8(title), QString::fromUtf8(text), QMessageBox::NoButton, as<QWidget>(parent));
    box->setObjectName("message");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::WindowModal);
    box->setInformativeText(QString::fromUtf8(detail));
    box->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (size_t i = 0; i < count; i++) {
        const auto role = i == 0 ? QMessageBox::AcceptRole : QMessageBox::RejectRole;
        QPushButton *button = box->addButton(QString::fromUtf8(buttons[i]), role);
        button->setObjectName("button" + QString::number(i));
        button->setProperty("place", static_cast<int>(i));
        if (i == 0) box->setDefaultButton(button);
        if (i + 1 == count) box->setEscapeButton(button);
    }
    QObject::connect(box, &QMessageBox::finished, box, [box, chosen, context] {
        // In their own order, which need not be that on the screen; the window may be closed without any.
        const QAbstractButton *pressed = box->clickedButton();
        chosen(context, pressed ? pressed->property("place").toInt() : -1);
    });
    box->open();
}

void bqt_file(
    bqt_object *parent, bqt_file_wish wish, const char *title, const char *path, const char *filter,
    void (*chosen)(void *context, const char *path), void *context)
{
    auto *dialog = new QFileDialog(
        as<QWidget>(parent), QString::fromUtf8(title), QString::fromUtf8(path), QString::fromUtf8(filter));
    dialog->setObjectName("files");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(wish == BQT_SAVE_FILE ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(
        wish == BQT_SAVE_FILE ? QFileDialog::AnyFile
        : wish == BQT_OPEN_FILE ? QFileDialog::ExistingFile
                                : QFileDialog::Directory);
    if (wish == BQT_CHOOSE_FOLDER) dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::finished, dialog, [dialog, chosen, context](int result) {
        const QStringList files = dialog->selectedFiles();
        const bool isChosen = result == QDialog::Accepted && !files.isEmpty();
        chosen(context, isChosen ? files.first().toUtf8().constData() : "");
    });
    dialog->open();
}
