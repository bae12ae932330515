import { patch } from "@web/core/utils/patch";
import { browser } from "@web/core/browser/browser";
import { SIZES, utils } from "@web/core/ui/ui_service";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Columns that wait in the menu of columns until the screen is as wide as this. */
export const WIDE_FROM = { o_list_from_lg: SIZES.LG, o_list_from_xl: SIZES.XL, o_list_from_xxl: SIZES.XXL };

export function fitsOn(size, column) {
    const classes = (column.attrs?.class || "").split(" ");
    return classes.every((name) => !(name in WIDE_FROM) || size >= WIDE_FROM[name]);
}

patch(ListRenderer.prototype, {
    /** What somebody chose in the menu of columns holds on every screen. */
    computeOptionalActiveFields() {
        const active = super.computeOptionalActiveFields();
        if (browser.localStorage.getItem(this.keyOptionalFields) === null) {
            const size = utils.getSize();
            for (const column of this.allColumns) {
                if (active[column.name] && !fitsOn(size, column)) {
                    active[column.name] = false;
                }
            }
        }
        return active;
    },
});
