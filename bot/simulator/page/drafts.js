// What was typed and not sent outlives a reload.

const EMPTY = { text: "", replyTo: null, editing: null };

/** What this person was about to send. */
export function readDraft(id) {
  try {
    return { ...EMPTY, ...JSON.parse(sessionStorage.getItem(`draft.${id}`) ?? "{}") };
  } catch {
    return { ...EMPTY };
  }
}

/** Keep it. */
export function saveDraft(id, draft) {
  if (draft.text || draft.replyTo || draft.editing) sessionStorage.setItem(`draft.${id}`, JSON.stringify(draft));
  else sessionStorage.removeItem(`draft.${id}`);
}
