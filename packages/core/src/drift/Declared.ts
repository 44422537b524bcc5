/**
 * What a stream's record schema says of the raw record: which fields there are, which may be absent or null, and which
 * have a closed set of values. Read from the schema's encoded side, path by path as they are asked for, since a schema may
 * contain itself.
 *
 * @since 0.1.0
 */
import { Schema, SchemaAST } from "effect"

/**
 * What is said of one path.
 *
 * @category models
 * @since 0.1.0
 */
export interface Declared {
  /** May it be absent or null? */
  readonly optional: boolean
  /** Its values, where nothing else is allowed but them and null; numbers as text. */
  readonly literals: ReadonlySet<string> | undefined
  /** Is it an object keyed by data, whose values have a type? */
  readonly isMap: boolean
  /** Nothing for a field that the schema doesn't name. */
  readonly field: (name: string) => Declared | undefined
  /** Of the elements of an array. */
  readonly item: () => Declared | undefined
  /** Of the values of an object keyed by data. */
  readonly entry: () => Declared | undefined
}

/**
 * @category constructors
 * @since 0.1.0
 */
export const of = (record: Schema.Top): Declared => declare([Schema.toEncoded(record).ast], false)

const declare = (types: ReadonlyArray<SchemaAST.AST>, mayBeAbsent: boolean): Declared => {
  const alternatives = alternativesOf(types)
  const objects = alternatives.filter(SchemaAST.isObjects)
  const values = objects.flatMap((object) => object.indexSignatures.map(({ type }) => type)).filter(isTyped)
  const fields = new Map<string, Declared | undefined>()
  return {
    optional: mayBeAbsent || alternatives.some(isNullable),
    literals: literalsOf(alternatives),
    isMap: values.length > 0,
    field: (name) => {
      if (fields.has(name)) return fields.get(name)
      const declared = fieldOf(objects, name)
      // The names asked for come from data; those that the schema has are few.
      if (declared !== undefined) fields.set(name, declared)
      return declared
    },
    item: () => {
      const items = alternatives.filter(SchemaAST.isArrays).flatMap(({ elements, rest }) => [...elements, ...rest])
      return items.length === 0 ? undefined : declare(items, false)
    },
    entry: () => (values.length === 0 ? undefined : declare(values, false))
  }
}

/** A field is optional too when only some of the objects it may stand in have it. */
const fieldOf = (objects: ReadonlyArray<SchemaAST.Objects>, name: string): Declared | undefined => {
  const types = objects.flatMap((object) => object.propertySignatures.find((field) => field.name === name)?.type ?? [])
  return types.length === 0
    ? undefined
    : declare(types, types.length < objects.length || types.some(SchemaAST.isOptional))
}

/** Unions and suspended schemas taken apart. */
const alternativesOf = (types: ReadonlyArray<SchemaAST.AST>): ReadonlyArray<SchemaAST.AST> => {
  const seen = new Set<SchemaAST.AST>()
  const visit = (type: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
    if (seen.has(type)) return []
    seen.add(type)
    if (SchemaAST.isUnion(type)) return type.types.flatMap(visit)
    return SchemaAST.isSuspend(type) ? visit(type.thunk()) : [type]
  }
  return types.flatMap(visit)
}

const isAbsent = (type: SchemaAST.AST): boolean =>
  SchemaAST.isNull(type) || SchemaAST.isUndefined(type) || SchemaAST.isVoid(type)

/** Declarations say nothing of JSON; `Schema.Json` is one, and JSON has no value for the others. */
const isAnything = (type: SchemaAST.AST): boolean =>
  SchemaAST.isUnknown(type) || SchemaAST.isAny(type) || SchemaAST.isDeclaration(type)

const isNullable = (type: SchemaAST.AST): boolean => isAbsent(type) || isAnything(type)

/** An index signature of unknown values keeps what a struct doesn't name, which makes no map of the struct. */
const isTyped = (type: SchemaAST.AST): boolean => !alternativesOf([type]).some(isAnything)

const literalsOf = (alternatives: ReadonlyArray<SchemaAST.AST>): ReadonlySet<string> | undefined => {
  const literals = new Set<string>()
  for (const type of alternatives) {
    if (isAbsent(type)) continue
    if (SchemaAST.isEnum(type)) {
      for (const [, value] of type.enums) literals.add(String(value))
    } else if (SchemaAST.isLiteral(type) && (typeof type.literal === "string" || typeof type.literal === "number")) {
      literals.add(String(type.literal))
    } else {
      return undefined
    }
  }
  return literals.size === 0 ? undefined : literals
}
