/** More at once gives nothing: the engine answers an inspect in about a millisecond. */
const lanes = 8;

/** Asks about each item, a few at a time, and gives the answers in order; what is gone by then is left out. */
export async function forEach<Item, Answer>(
  items: readonly Item[],
  askAbout: (item: Item) => Promise<Answer | undefined>,
): Promise<Answer[]> {
  const answers: (Answer | undefined)[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) answers[index] = await askAbout(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return answers.filter((answer) => answer !== undefined);
}
