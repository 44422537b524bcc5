export * as NodeClient from "./NodeClient.ts"
export * as TokenFile from "../credentials/TokenFile.ts"
