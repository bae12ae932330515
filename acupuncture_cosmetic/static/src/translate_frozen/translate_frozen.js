import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useTranslationDialog } from "@web/views/fields/translation_button";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Texts that nobody edits any more can still be put into other languages. */
export class TranslateFrozen extends Component {
    static template = "acupuncture_cosmetic.TranslateFrozen";
    static props = { ...standardWidgetProps, names: { type: Array } };

    setup() {
        this.openDialog = useTranslationDialog();
    }

    get isMultiLang() {
        return localization.multiLang;
    }

    get texts() {
        const { names, record } = this.props;
        return names
            .filter((name) => record.data[name])
            .map((name) => ({
                name,
                words: names.length > 1 ? record.fields[name].string : "",
                title: _t("Translate: %s", record.fields[name].string),
            }));
    }

    translate(fieldName) {
        return this.openDialog({ record: this.props.record, fieldName });
    }
}

registry.category("view_widgets").add("acupuncture_translate", {
    component: TranslateFrozen,
    extractProps: ({ options }) => ({ names: options.fields }),
});
