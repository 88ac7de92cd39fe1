/**
 * The declaration file of the names that every cell has, made from what the sources export: nothing is
 * written twice.
 */
import ts from 'typescript';

/** Makers of tensors, whose result depends on the device. */
const MAKERS = ['arange', 'eye', 'full', 'ones', 'rand', 'randn', 'tensor', 'zeros'];

/** @param module the declarations of `cell/ambient.ts`, a path in `files` */
export function ambientFiles(
  files: ReadonlyMap<string, string>,
  module: string,
  options: ts.CompilerOptions
): Map<string, string> {
  const from = module.replace(/\.d\.ts$/, '');
  const exported = exportsOf(files, module, options);
  const names = new Set(exported.map(({ name }) => name));
  const lines = exported.flatMap(({ name, isValue, isType, parameters }) => [
    ...(isValue ? [`  const ${name}: typeof cells.${name};`] : []),
    ...(isType
      ? [`  type ${name}${declared(parameters, names)} = cells.${name}${given(parameters)};`]
      : [])
  ]);
  const ambient = [
    `import type * as cells from '${from}';`,
    'declare global {',
    ...lines,
    '}',
    ''
    // A module that is imported by its address is not looked at.
  ].join('\n');
  const madeOn = (kind: string) =>
    MAKERS.map(
      name =>
        `export declare const ${name}: { (...args: [...any[], { device: 'cpu' }]): Tensor; (...args: Parameters<typeof globalThis.${name}>): ${kind} };\n`
    ).join('');
  return new Map([
    ['/ambient.d.ts', ambient],
    [
      '/modules.d.ts',
      "declare module 'https://*';\ndeclare module 'http://*';\ndeclare module 'data:*';\n"
    ],
    ['/ambient-webgpu.d.ts', madeOn('GpuTensor')],
    ['/ambient-kernel.d.ts', madeOn('KernelTensor')]
  ]);
}

/** A default that is no name of the cells' own is `any`. */
function declared(parameters: readonly IParameter[], names: ReadonlySet<string>): string {
  const list = parameters.map(({ name, standard }) => {
    if (standard === undefined) return name;
    return `${name} = ${names.has(standard) ? `cells.${standard}` : 'any'}`;
  });
  return list.length > 0 ? `<${list.join(', ')}>` : '';
}

function given(parameters: readonly IParameter[]): string {
  return parameters.length > 0 ? `<${parameters.map(({ name }) => name).join(', ')}>` : '';
}

/** A parameter of a type, and its default. */
interface IParameter {
  name: string;
  standard?: string;
}

interface IExport {
  name: string;
  isValue: boolean;
  isType: boolean;
  /** The type parameters of a type. */
  parameters: IParameter[];
}

function exportsOf(
  files: ReadonlyMap<string, string>,
  module: string,
  options: ts.CompilerOptions
): IExport[] {
  const host: ts.CompilerHost = {
    fileExists: path => files.has(path),
    readFile: path => files.get(path),
    getSourceFile: (path, version) => {
      const text = files.get(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version);
    },
    getDefaultLibFileName: () => '/lib/lib.esnext.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: name => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n'
  };
  // Only what the module exports is asked for, which needs no library.
  const program = ts.createProgram([module], { ...options, noLib: true, lib: undefined }, host);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(module);
  const symbol = file && checker.getSymbolAtLocation(file);
  if (!symbol) throw new Error(`${module} is no module`);
  return checker.getExportsOfModule(symbol).map(item => {
    const { flags, declarations = [] } =
      item.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(item) : item;
    return {
      name: item.name,
      isValue: (flags & ts.SymbolFlags.Value) !== 0,
      isType: (flags & ts.SymbolFlags.Type) !== 0,
      parameters: declarations.flatMap(parametersOf)
    };
  });
}

function parametersOf(node: ts.Declaration): IParameter[] {
  const named =
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node);
  if (!named) return [];
  return (node.typeParameters ?? []).map(({ name, default: standard }) => ({
    name: name.text,
    standard: standard?.getText()
  }));
}
