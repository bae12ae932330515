import { WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const TITLE_AT_MOST = 110; // characters; more does not read as a title
const RAISED = /File "([^"]+)", line \d+/g;
const REFUSALS = ["odoo.exceptions.UserError", "odoo.exceptions.ValidationError"];
// A point ends a sentence, but not after "Dr." or an initial.
const SENTENCE_END = /(?<!(?:^|[\s("“])(?:\p{Lu}|\p{Lu}\p{L}{1,2}))[.?!]["”)]?\s+(?=["“(]?[\p{Lu}\d])/u;

/** Return the first sentence and the rest; no first one where it makes no title. */
export function splitRefusal(message) {
    const end = message.match(SENTENCE_END);
    const first = end ? message.slice(0, end.index + end[0].trimEnd().length) : "";
    if (!first || first.length > TITLE_AT_MOST || first.includes("\n")) {
        return { title: "", text: message };
    }
    return { title: first, text: message.slice(end.index + end[0].length) };
}

/** Tell whether this addon refused, by the last file that the server names. */
export function isOurs({ exceptionName, data }) {
    const files = [...(data?.debug || "").matchAll(RAISED)].map((found) => found[1]);
    return REFUSALS.includes(exceptionName) && !!files.at(-1)?.includes("/acupuncture_cosmetic/");
}

patch(WarningDialog.prototype, {
    /** What the clinic refuses has its reason as title, not "Invalid Operation". */
    setup() {
        super.setup();
        if (isOurs(this.props)) {
            const { title, text } = splitRefusal(this.message);
            this.title = title || _t("Please note");
            this.message = text;
        }
    },
});
