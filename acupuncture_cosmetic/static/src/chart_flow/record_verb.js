import { useService } from "@web/core/utils/hooks";
import { useComponent, useState } from "@odoo/owl";
import { whenClosed } from "@acupuncture_cosmetic/when_closed/when_closed";

/**
 * Return ``{busy, run(method, ...args)}``: save the record of a field widget, call one of
 * its verbs and read it anew. What is tapped twice counts once; the answer tells whether
 * the verb was called.
 */
export function useRecordVerb() {
    const component = useComponent();
    const orm = useService("orm");
    const action = useService("action");
    const verb = useState({
        busy: false,
        async run(method, ...args) {
            const { record } = component.props;
            if (verb.busy) {
                return false;
            }
            verb.busy = true;
            try {
                const saved = await record.save();
                if (saved) {
                    const next = await orm.call(record.resModel, method, [
                        [record.resId],
                        ...args,
                    ]);
                    await record.load();
                    if (next?.type) {
                        await action.doAction(next, { onClose: whenClosed(component, () => record.load()) });
                    }
                }
                return Boolean(saved);
            } finally {
                verb.busy = false;
            }
        },
    });
    return verb;
}
