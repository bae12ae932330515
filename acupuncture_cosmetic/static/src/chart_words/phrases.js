const ENDED = /[.!?…:;,]$/;
const SPACED = /\s$/;

/** Return a phrase as a sentence of its own. */
function sentence(phrase) {
    return ENDED.test(phrase) ? phrase : `${phrase}.`;
}

/**
 * Put a phrase where the cursor stands, in place of what is selected, with the spaces and
 * full stops between that a sentence needs.
 *
 * @returns {{ text: string, caret: number }}
 */
export function insertPhrase(text, start, end, phrase) {
    let before = text.slice(0, start);
    const after = text.slice(end);
    if (before.trim() && !SPACED.test(before)) {
        before += ENDED.test(before) ? " " : ". ";
    }
    const put = before + sentence(phrase);
    return { text: put + (after && !/^\s/.test(after) ? " " : "") + after, caret: put.length };
}

/** Tell whether words name somebody: a phrase is for everybody. */
export function namesSomebody(text, name) {
    const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    return (name.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) || []).some((part) => words.has(part));
}

/** Return the texts and terms of last time that stand nowhere yet: field -> value. */
export function notYetWritten(before, data, names) {
    const texts = Object.entries(before?.texts || {}).filter(
        ([name, text]) => text && names.includes(name) && !data[name]
    );
    const terms = Object.entries(before?.terms || {}).filter(
        ([name, found]) =>
            found.length && names.includes(name) && !data[name]?.currentIds.length
    );
    return { texts: Object.fromEntries(texts), terms: Object.fromEntries(terms) };
}
