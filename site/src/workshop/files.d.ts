declare module "*.py" {
  const text: string;
  export default text;
}
declare module "*.wasm" {
  const address: string;
  export default address;
}
declare module "@micropython/micropython-webassembly-pyscript/micropython.mjs" {
  export function loadMicroPython(options: { url: string; linebuffer: boolean; stdout(bytes: Uint8Array): void; stderr(bytes: Uint8Array): void }): Promise<{
    _module: { _mp_sched_keyboard_interrupt(): void };
    registerJsModule(name: string, module: object): void;
    runPython(source: string): unknown;
    globals: { get(name: string): unknown };
  }>;
}
