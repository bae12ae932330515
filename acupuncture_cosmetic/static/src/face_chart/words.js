/** "ST6" as it is spoken and printed: "ST 6". */
export function spaced(code) {
    return code.replace(/(?<=[A-Z])(?=\d)/, " ");
}

/** A text that ends as a sentence does. */
export function sentence(text) {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}
