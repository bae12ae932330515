import { status } from "@odoo/owl";

/**
 * Return an ``onClose`` that reads a screen anew, unless another screen takes its place.
 *
 * It returns no promise: the dialog would wait for it, and a screen that has been left in
 * the meantime never answers, so the dialog would stay above the next one.
 */
export function whenClosed(component, read) {
    return (info) => {
        if (!info?.noReload && status(component) !== "destroyed") {
            read();
        }
    };
}
