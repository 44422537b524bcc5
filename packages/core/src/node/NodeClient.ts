export { layerNodeHttp as layer, layerUndici, type Options } from "../client/ClientTransport.ts"
