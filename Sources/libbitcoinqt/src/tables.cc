// Tables whose contents are given from outside.

#include "objects.h"

#include <QAbstractItemView>
#include <QAbstractTableModel>
#include <QColor>
#include <QFont>
#include <QHeaderView>
#include <QIcon>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <memory>

struct bqt_answer {
    QVariant value;
};

namespace bitcoinqt {
namespace {

// Above and below the text of a row, in pixels.
constexpr int kRowPadding = 9;

class Table : public QAbstractTableModel {
public:
    Table(int columns, bqt_source source, void *context, void (*release)(void *), QObject *parent)
        : QAbstractTableModel(parent), columns_(columns), source_(source), context_(context, release)
    {
    }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : rows_; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : columns_; }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid()) return {};
        return ask(index.row(), index.column(), role);
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal) return {};
        return ask(-1, section, role);
    }

    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        const Qt::ItemFlags usual = QAbstractTableModel::flags(index);
        return data(index, Qt::CheckStateRole).isValid() ? usual | Qt::ItemIsUserCheckable : usual;
    }

    bool setData(const QModelIndex &index, const QVariant &, int role) override
    {
        if (role != Qt::CheckStateRole || !onCheck_) return false;
        onCheck_(onCheckContext_->get(), index.row());
        return true;
    }

    void setOnCheck(void (*callback)(void *, int), void *context, void (*release)(void *))
    {
        onCheck_ = callback;
        onCheckContext_ = std::make_unique<Context>(context, release);
    }

    // Rows that stay keep their places, so that selection and scroll position stay too.
    void changed(int rows)
    {
        const int kept = qMin(rows, rows_);
        if (rows > rows_) {
            beginInsertRows({}, rows_, rows - 1);
            rows_ = rows;
            endInsertRows();
        } else if (rows < rows_) {
            beginRemoveRows({}, rows, rows_ - 1);
            rows_ = rows;
            endRemoveRows();
        }
        if (kept > 0) emit dataChanged(index(0, 0), index(kept - 1, columns_ - 1));
    }

private:
    QVariant ask(int row, int column, int role) const
    {
        switch (role) {
        case Qt::DisplayRole: return ask(row, column, BQT_CELL_TEXT);
        case Qt::ToolTipRole: return ask(row, column, BQT_CELL_TOOLTIP);
        case Qt::UserRole: {
            const QVariant key = ask(row, column, BQT_CELL_SORT_KEY);
            return key.isValid() ? key : ask(row, column, BQT_CELL_TEXT);
        }
        case Qt::ForegroundRole: {
            const QVariant colour = ask(row, column, BQT_CELL_COLOUR);
            return colour.isValid() ? QVariant(QColor::fromRgb(colour.toUInt())) : QVariant();
        }
        case Qt::DecorationRole: {
            const QVariant path = ask(row, column, BQT_CELL_ICON);
            return path.isValid() ? QVariant(iconOf(path.toString(), -1)) : QVariant();
        }
        case Qt::TextAlignmentRole: {
            const bool isRight = ask(row, column, BQT_CELL_RIGHT).toBool();
            return static_cast<int>((isRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        }
        case Qt::FontRole: {
            if (!ask(row, column, BQT_CELL_BOLD).toBool()) return {};
            QFont font;
            font.setBold(true);
            return font;
        }
        case Qt::CheckStateRole: {
            const QVariant state = ask(row, column, BQT_CELL_CHECK);
            return state.isValid() ? QVariant(state.toInt()) : QVariant();
        }
        default: return {};
        }
    }

    QVariant ask(int row, int column, bqt_cell wanted) const
    {
        bqt_answer answer;
        source_(context_.get(), row, column, wanted, &answer);
        return answer.value;
    }

    int columns_;
    int rows_ = 0;
    bqt_source source_;
    Context context_;
    void (*onCheck_)(void *, int) = nullptr;
    std::unique_ptr<Context> onCheckContext_;
};

QSortFilterProxyModel *proxyOf(QAbstractItemView *view) { return dynamic_cast<QSortFilterProxyModel *>(view->model()); }

} // namespace
} // namespace bitcoinqt

using namespace bitcoinqt;

void bqt_give(bqt_answer *answer, const bqt_value *value) { answer->value = variantOf(*value); }

bqt_object *bqt_table(int columns, bqt_source source, void *context, void (*release)(void *), bqt_object *parent)
{
    return out(new Table(columns, source, context, release, any(parent)));
}

void bqt_table_changed(bqt_object *table, int rows)
{
    if (auto *model = dynamic_cast<Table *>(any(table))) model->changed(rows);
}

void bqt_table_on_check(
    bqt_object *table, void (*callback)(void *context, int row), void *context, void (*release)(void *))
{
    if (auto *model = dynamic_cast<Table *>(any(table))) model->setOnCheck(callback, context, release);
}

void bqt_view_show(bqt_object *object, bqt_object *table)
{
    auto *view = as<QAbstractItemView>(object);
    auto *model = dynamic_cast<Table *>(any(table));
    if (!view || !model) return;
    auto *proxy = new QSortFilterProxyModel(view);
    proxy->setSourceModel(model);
    proxy->setSortRole(Qt::UserRole);
    view->setModel(proxy);
    if (auto *lines = qobject_cast<QTableView *>(view)) {
        // What is selected is a row, and no reason for bold headings.
        lines->horizontalHeader()->setHighlightSections(false);
        lines->verticalHeader()->setDefaultSectionSize(lines->fontMetrics().height() + kRowPadding);
    }
}

void bqt_view_column(bqt_object *object, int column, int width)
{
    auto *view = as<QTableView>(object);
    if (!view) return;
    QHeaderView *header = view->horizontalHeader();
    if (width < 0) header->setSectionResizeMode(column, QHeaderView::Stretch);
    else if (width == 0) header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    else header->resizeSection(column, width);
}

void bqt_view_sort(bqt_object *object, int column, bool descends)
{
    if (auto *view = as<QTableView>(object)) {
        view->setSortingEnabled(true);
        view->sortByColumn(column, descends ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
}

size_t bqt_view_selection(bqt_object *object, int *rows, size_t capacity)
{
    auto *view = as<QAbstractItemView>(object);
    if (!view || !view->selectionModel()) return 0;
    QSortFilterProxyModel *proxy = proxyOf(view);
    size_t count = 0;
    for (const QModelIndex &index : view->selectionModel()->selectedRows()) {
        if (count < capacity) rows[count] = proxy ? proxy->mapToSource(index).row() : index.row();
        count++;
    }
    return qMin(count, capacity);
}

void bqt_view_select(bqt_object *object, int row)
{
    auto *view = as<QAbstractItemView>(object);
    if (!view) return;
    QSortFilterProxyModel *proxy = proxyOf(view);
    if (!proxy) return;
    const QModelIndex index = proxy->mapFromSource(proxy->sourceModel()->index(row, 0));
    view->setCurrentIndex(index);
    view->scrollTo(index);
}

void bqt_view_select_all(bqt_object *object, const int *rows, size_t count)
{
    auto *view = as<QAbstractItemView>(object);
    if (!view || !view->selectionModel()) return;
    QSortFilterProxyModel *proxy = proxyOf(view);
    if (!proxy) return;
    QItemSelection selection;
    for (size_t i = 0; i < count; i++) {
        const QModelIndex index = proxy->mapFromSource(proxy->sourceModel()->index(rows[i], 0));
        selection.select(index, index);
    }
    view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

bqt_object *bqt_view_selection_model(bqt_object *object)
{
    auto *view = as<QAbstractItemView>(object);
    return view ? out(view->selectionModel()) : nullptr;
}

int bqt_view_rows(bqt_object *object)
{
    auto *view = as<QAbstractItemView>(object);
    return view && view->model() ? view->model()->rowCount() : 0;
}

const char *bqt_view_text(bqt_object *object, int row, int column)
{
    static QByteArray text;
    auto *view = as<QAbstractItemView>(object);
    if (!view || !view->model()) return "";
    text = view->model()->index(row, column).data().toString().toUtf8();
    return text.constData();
}

bool bqt_view_tick(bqt_object *object, int row)
{
    auto *view = as<QAbstractItemView>(object);
    if (!view || !view->model()) return false;
    const QModelIndex index = view->model()->index(row, 0);
    const QVariant state = index.data(Qt::CheckStateRole);
    if (!state.isValid() || !(index.flags() & Qt::ItemIsEnabled)) return false;
    const bool isTicked = state.toInt() == Qt::Checked;
    return view->model()->setData(index, isTicked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}
