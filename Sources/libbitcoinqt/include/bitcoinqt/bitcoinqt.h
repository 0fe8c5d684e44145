/* Qt's widgets behind a C ABI: forms, properties, signals, and models, dialogs and pictures that are given from outside.
 *
 * Nothing here knows what the windows are about. Unless a function says otherwise, it is called on the thread that called
 * bqt_open, and texts are UTF-8. Objects belong to Qt: they live until bqt_release or the end of their parent.
 */

#ifndef BITCOINQT_BITCOINQT_H
#define BITCOINQT_BITCOINQT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Any QObject. */
typedef struct bqt_object bqt_object;

/* A value of a property, or an argument of a signal or a method. */
typedef enum {
    BQT_NOTHING, /* there is none, or it is of a type that this interface does not carry */
    BQT_BOOLEAN, /* in `integer` */
    BQT_INTEGER, /* in `integer`; enumerations too */
    BQT_REAL,    /* in `real` */
    BQT_TEXT     /* `text` and `length` */
} bqt_kind;

typedef struct {
    bqt_kind kind;
    int64_t integer;
    double real;
    const char *text; /* of those that come from here: valid until the next call, or until the callback returns */
    size_t length;
} bqt_value;

/* ---- The application ---- */

/* Creates the application and takes Qt's options out of `arguments`. Returns false if there is one already.
 * The words have to outlive the application. */
bool bqt_open(int *count, char **arguments, const char *name, const char *title);

/* Has a callback, which any thread may call, take what Qt has to say, in place of standard error. */
void bqt_on_message(void (*callback)(bool is_serious, const char *text));

/* Runs the event loop until bqt_quit, and returns its code. */
int bqt_run(void);

/* Ends the event loop. */
void bqt_quit(int code);

/* Destroys all windows and the application. */
void bqt_close(void);

/* Has work done on the event loop. From any thread; before bqt_run it waits for it. */
void bqt_post(void (*work)(void *context), void *context);

/* Whether the system's theme is dark. */
bool bqt_is_dark(void);

/* The version of Qt that is used. */
const char *bqt_version(void);

/* ---- Objects ---- */

/* Makes the form of a name, as it was compiled into this library; NULL if there is none. */
bqt_object *bqt_form(const char *name, bqt_object *parent);

/* The object of a name below another; NULL if there is none. */
bqt_object *bqt_child(bqt_object *root, const char *name);

/* The window of a name that was shown last; NULL if none is shown. */
bqt_object *bqt_window(const char *name);

/* Whether a user could act on this widget or action: it is shown, enabled, and no dialog is in front of it. */
bool bqt_is_reachable(bqt_object *object);

/* Asks the system to give a window the keyboard. */
void bqt_activate(bqt_object *window);

/* Destroys an object on the next turn of the event loop. */
void bqt_release(bqt_object *object);

/* Reads a property; false if there is no such property. */
bool bqt_get(bqt_object *object, const char *property, bqt_value *value);

/* Sets a property; false if there is no such property, or it is of another type. */
bool bqt_set(bqt_object *object, const char *property, const bqt_value *value);

/* Calls a slot or invokable method, such as `append(QString)`; false if there is none. */
bool bqt_invoke(bqt_object *object, const char *signature, const bqt_value *arguments, size_t count);

typedef void (*bqt_callback)(void *context, const bqt_value *arguments, size_t count);

/* Has a callback called whenever an object emits a signal, such as `clicked(bool)`. `release` is called when the object
 * is destroyed. Returns false, and calls nothing, if there is no such signal. */
bool bqt_connect(
    bqt_object *object, const char *signature, bqt_callback callback, void *context, void (*release)(void *));

/* The same without the arguments, of which no copy is made. */
bool bqt_observe(
    bqt_object *object, const char *signature, void (*callback)(void *context), void *context,
    void (*release)(void *));

/* Has a callback called when a user closes a window. It decides: true lets the window close. */
void bqt_on_close(bqt_object *window, bool (*callback)(void *context), void *context, void (*release)(void *));

/* Has a callback called when a key of this number (Qt::Key) is pressed in a widget; the widget does not get it. */
void bqt_on_key(bqt_object *widget, int key, void (*callback)(void *context), void *context, void (*release)(void *));

/* Gives a widget keys as if a user had pressed them: the characters of a text, or one key (Qt::Key) if the text is
 * empty. */
void bqt_press(bqt_object *widget, const char *text, int key);

/* ---- Secrets in lines of text. None of these leaves a copy behind. ---- */

/* How many characters a line has. */
size_t bqt_secret_length(bqt_object *line);

/* Whether two lines say the same. */
bool bqt_secret_equal(bqt_object *line, bqt_object *other);

/* Empties a line and writes what was in it, as UTF-8, to `bytes`, which has room for `capacity` bytes; returns how many
 * there were. The characters in the line are overwritten first. With less room nothing is written. */
size_t bqt_secret_take(bqt_object *line, uint8_t *bytes, size_t capacity);

/* ---- Parts of windows ---- */

/* Adds a widget to the layout of another, or a page to a stack of them; at the end if `position` is negative. */
bool bqt_layout_insert(bqt_object *container, bqt_object *widget, int position);

/* Removes the entries of a menu. */
void bqt_menu_clear(bqt_object *menu);

/* Adds an entry to a menu, a separator if the text is empty. */
bqt_object *bqt_menu_add(bqt_object *menu, const char *text);

/* Replaces the items of a combo box; the chosen one stays where it was if it can. */
void bqt_items_set(bqt_object *combo, const char *const *texts, size_t count);

/* Offers words for completion in a line of text. */
void bqt_complete(bqt_object *line, const char *const *words, size_t count);

/* Sets the icon of a button, an action or a window from the data of an SVG path in a square of 24 units. Its colour is that
 * of the theme's text, unless a colour (0xRRGGBB) is given. */
void bqt_icon(bqt_object *object, const char *path, int64_t colour);

/* The same as the picture of a label, so many pixels high and wide. */
void bqt_picture(bqt_object *label, const char *path, int64_t colour, int pixels);

/* Shows pixels (4 bytes each: red, green, blue, alpha) in a label. */
void bqt_pixels(bqt_object *label, const uint8_t *rgba, int width, int height);

/* Shows a text as QR code in a label, at most so many pixels wide; false if it is too long. */
bool bqt_qr(bqt_object *label, const char *text, int pixels);

/* Hands out what a label shows, or what a window looks like, as a PNG file's contents; false if there is nothing. */
bool bqt_png_of_label(bqt_object *label, void (*take)(void *context, const uint8_t *bytes, size_t size), void *context);
bool bqt_png_of_window(bqt_object *window, void (*take)(void *context, const uint8_t *bytes, size_t size), void *context);

/* ---- Tables ---- */

/* What a cell or a header is asked for. */
typedef enum {
    BQT_CELL_TEXT,
    BQT_CELL_SORT_KEY, /* what rows are sorted by */
    BQT_CELL_TOOLTIP,
    BQT_CELL_COLOUR, /* of the text, 0xRRGGBB */
    BQT_CELL_ICON,   /* the data of an SVG path */
    BQT_CELL_RIGHT,  /* whether it is aligned to the right */
    BQT_CELL_BOLD,   /* whether the text is bold */
    BQT_CELL_CHECK   /* a box to tick: 0 is empty, 1 ticked in part, 2 ticked; nothing for no box */
} bqt_cell;

/* Takes the answer: a value of which `text` need not outlive the call. */
typedef struct bqt_answer bqt_answer;
void bqt_give(bqt_answer *answer, const bqt_value *value);

/* Where a table has its contents. A row of -1 stands for the header. */
typedef void (*bqt_source)(void *context, int row, int column, bqt_cell wanted, bqt_answer *answer);

/* A model for views of tables and lists, which can be sorted by their users. */
bqt_object *bqt_table(
    int columns, bqt_source source, void *context, void (*release)(void *), bqt_object *parent);

/* Tells the views of a table that its contents are others now, and how many rows there are. */
void bqt_table_changed(bqt_object *table, int rows);

/* Has a callback called when a user ticks the box of a row or takes the tick away. What the box shows is asked for again
 * after that. */
void bqt_table_on_check(
    bqt_object *table, void (*callback)(void *context, int row), void *context, void (*release)(void *));

/* Shows a table in a view. */
void bqt_view_show(bqt_object *view, bqt_object *table);

/* Sets the width of a column in pixels; 0 makes it as wide as its contents, -1 lets it take what is left. */
void bqt_view_column(bqt_object *view, int column, int width);

/* Sorts a view by a column. */
void bqt_view_sort(bqt_object *view, int column, bool descends);

/* The rows of the table, not of the view, that are selected; returns how many there are. */
size_t bqt_view_selection(bqt_object *view, int *rows, size_t capacity);

/* Selects a row of the table, and scrolls to it. */
void bqt_view_select(bqt_object *view, int row);

/* Selects these rows of the table, and no others. */
void bqt_view_select_all(bqt_object *view, const int *rows, size_t count);

/* How many rows a view shows, and the text in one of its cells, which is valid until the next call. */
int bqt_view_rows(bqt_object *view);
const char *bqt_view_text(bqt_object *view, int row, int column);

/* Presses the box in the first cell of a row of the view; false if there is none. */
bool bqt_view_tick(bqt_object *view, int row);

/* What tells of another selection, by `selectionChanged(QItemSelection,QItemSelection)`. */
bqt_object *bqt_view_selection_model(bqt_object *view);

/* ---- Plots ---- */

/* A widget that fills `container` and shows curves. */
bqt_object *bqt_plot(bqt_object *container);

/* Sets the points of one of the curves, from the left to the right; all share a scale from 0 to `maximum`, of which
 * `label` is the name. */
void bqt_plot_curve(bqt_object *plot, int curve, int64_t colour, const double *points, size_t count);
void bqt_plot_scale(bqt_object *plot, size_t capacity, double maximum, const char *label);

/* ---- Dialogs. None of them waits: the callback is called when the user has chosen. ---- */

typedef enum { BQT_INFORMATION, BQT_WARNING, BQT_ERROR, BQT_QUESTION } bqt_importance;

/* Shows a message with buttons, the first of which is the one for the Return key and the last the one for Escape. The
 * callback gets the button's place in the list. The texts may be rich text; `detail` is shown smaller. */
void bqt_message(
    bqt_object *parent, bqt_importance importance, const char *title, const char *text, const char *detail,
    const char *const *buttons, size_t count, void (*chosen)(void *context, int button), void *context);

typedef enum { BQT_OPEN_FILE, BQT_SAVE_FILE, BQT_CHOOSE_FOLDER } bqt_file_wish;

/* Has a callback make the folders that users ask for in Qt's dialog for files. */
void bqt_folders_made_by(bool (*make)(const char *path));

/* Has the user choose a file; the callback gets an empty path if he does not. */
void bqt_file(
    bqt_object *parent, bqt_file_wish wish, const char *title, const char *path, const char *filter,
    void (*chosen)(void *context, const char *path), void *context);

/* Shows a notification of the desktop, where there is one. */
void bqt_notify(const char *title, const char *text);

/* The clipboard. What is read is valid until the next call. */
void bqt_clipboard_set(const char *text);
const char *bqt_clipboard_get(void);

#ifdef __cplusplus
}
#endif

#endif
