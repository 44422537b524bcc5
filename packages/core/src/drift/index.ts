export * as Shape from "./Shape.ts"
export * as ShapeLog from "./ShapeLog.ts"
