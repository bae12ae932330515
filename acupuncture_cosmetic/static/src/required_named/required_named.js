import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { ListRenderer } from "@web/views/list/list_renderer";

const ALWAYS = ["1", "True", "true"];

/** Return what a row shows first, by which one finds it. */
function rowName(row) {
    const shown = Object.keys(row.activeFields).map((name) => row.data[name]);
    const first = shown.find((value) => value?.display_name || typeof value === "string");
    return first?.display_name || first;
}

/** Return the labels of what is missing on a record and in its rows, each by its name. */
function missing(record) {
    return [...record._invalidFields].flatMap((name) => {
        const label = record.fields[name].string;
        const rows = (record.data[name]?.records || []).filter((row) => row._invalidFields?.size);
        const told = rows.map((row) => `${rowName(row) || label}: ${missing(row).join(", ")}`);
        return told.length ? [...new Set(told)] : label;
    });
}

patch(Record.prototype, {
    /** Name what is missing: it may stand on another page, or further down. */
    _displayInvalidFieldNotification() {
        const names = missing(this);
        if (!names.length) {
            return super._displayInvalidFieldNotification();
        }
        const text = _t("Please fill in: %s", names.join(", "));
        return this.model.notification.add(text, { type: "danger" });
    },
});

patch(ListRenderer.prototype, {
    /** Show a column that one has put away as soon as a row needs it filled in. */
    getActiveColumns() {
        const active = new Set(super.getActiveColumns());
        return this.allColumns.filter(
            (column) =>
                active.has(column) ||
                (column.type === "field" &&
                    column.optional &&
                    !this.evalColumnInvisible(column.column_invisible) &&
                    this.isNeeded(column.name))
        );
    },

    isNeeded(name) {
        const { activeFields, records, resModel } = this.props.list;
        const asked = activeFields[name]?.required;
        if (!resModel.startsWith("acupuncture.") || !asked) {
            return false;
        }
        return records.some(
            (row) => row.isFieldInvalid(name) || (!ALWAYS.includes(asked) && row._isRequired(name))
        );
    },
});
