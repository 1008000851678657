namespace Microsoft.CodeAnalysis.CSharp.Testing;

/// <summary>How test sources are compiled: as a library, unsafe code allowed, in the compiler's default language version.</summary>
internal static class CSharpDefaults
{
    internal static CSharpCompilationOptions CompilationOptions { get; } = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    internal static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Default, DocumentationMode.Diagnose);
}
