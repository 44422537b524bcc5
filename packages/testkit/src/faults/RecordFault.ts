/**
 * What is wrong, or odd, with one or more records of a page.
 *
 * It needs a `Wire`, which knows where records and their fields stand in an answer.
 *
 * @since 0.1.0
 */

/**
 * One field gets another value, written as it stands in the body: JSON, or text of an XML element. Which field plays the role
 * is the wire's to say.
 *
 * @category models
 * @since 0.1.0
 */
export interface FieldFault {
  /**
   * - `id`: what the key is made of.
   * - `required`: a field that the connector can't do without, and whose type is checked.
   * - `text`, `price`, `date`, `currency`: a field of the kind.
   */
  readonly field: "id" | "required" | "text" | "price" | "date" | "currency"
  /** Nothing takes the field away. */
  readonly value?: string | undefined
}

/**
 * - `twice`: the record comes twice. `twiceOther`: the second time with another value in `text`.
 * - `idAsOther`: the id is a number instead of a string, or a string instead of a number.
 * - `alone`: the records stand as one object instead of a list of one; does nothing where the page has several.
 * - `notObject`: a text stands in the record's place.
 * - `huge`: a field of 50 MB. `deep`: a field nested 100,000 deep.
 *
 * @category models
 * @since 0.1.0
 */
export type RecordChange = "twice" | "twiceOther" | "idAsOther" | "alone" | "notObject" | "huge" | "deep"

/**
 * @category models
 * @since 0.1.0
 */
export interface RecordFault {
  readonly _tag: "Record"
  readonly record: RecordChange | FieldFault
  /** The share of the page's records it happens to, 0 to 1, at least one. @default one record */
  readonly share?: number | undefined
}
