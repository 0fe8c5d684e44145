// Dialogs that do not wait.

#include "objects.h"

#include <QAction>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>

using namespace bitcoinqt;

namespace {

bool (*make_folder)(const char *path) = nullptr;

void makeFolder(QFileDialog *dialog, const QString &name)
{
    const QString path = dialog->directory().absoluteFilePath(name);
    if (name.isEmpty()) return;
    if (make_folder(path.toUtf8().constData())) {
        dialog->setDirectory(path);
        return;
    }
    auto *box = new QMessageBox(
        QMessageBox::Warning, dialog->windowTitle(), QString("The folder %1 could not be made.").arg(path),
        QMessageBox::Ok, dialog);
    box->setObjectName("message");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

// Qt's own way to make a folder does not know who does that for a process in a sandbox.
void takeOverFolders(QFileDialog *dialog)
{
    auto *button = dialog->findChild<QToolButton *>("newFolderButton");
    auto *action = dialog->findChild<QAction *>("qt_new_folder_action");
    // Dialogs of the desktop have neither.
    if (!make_folder || !button || !action) return;
    const auto ask = [dialog] {
        auto *question = new QInputDialog(dialog);
        question->setObjectName("newFolder");
        question->setAttribute(Qt::WA_DeleteOnClose);
        question->setWindowTitle("New folder");
        question->setLabelText("Name of the folder:");
        question->setTextValue(QString());
        if (auto *line = question->findChild<QLineEdit *>()) line->setObjectName("name");
        QObject::connect(question, &QInputDialog::textValueSelected, dialog, [dialog](const QString &name) {
            makeFolder(dialog, name);
        });
        question->open();
    };
    QObject::disconnect(button, &QToolButton::clicked, dialog, nullptr);
    QObject::disconnect(action, &QAction::triggered, dialog, nullptr);
    QObject::connect(button, &QToolButton::clicked, dialog, ask);
    QObject::connect(action, &QAction::triggered, dialog, ask);
}

} // namespace

void bqt_folders_made_by(bool (*make)(const char *path)) { make_folder = make; }

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
    takeOverFolders(dialog);
    QObject::connect(dialog, &QFileDialog::finished, dialog, [dialog, chosen, context](int result) {
        const QStringList files = dialog->selectedFiles();
        const bool isChosen = result == QDialog::Accepted && !files.isEmpty();
        chosen(context, isChosen ? files.first().toUtf8().constData() : "");
    });
    dialog->open();
}
