using AsyncRace.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Samples.Tests;

/// <summary>The sample's sources, compiled in memory.</summary>
internal static class SampleSources
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    internal static async Task<Compilation> CompileAsync()
    {
        var references = await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        string folder = Path.Combine(FindRepository(), "samples", "AsyncioChapter");
        var compilation = CSharpCompilation.Create(
            "AsyncioChapter",
            [
                CSharpSyntaxTree.ParseText(ImplicitUsings),
                .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    .Select(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetFileName(file))),
            ],
            references.Add(MetadataReference.CreateFromFile(typeof(AsyncLock).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return compilation;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AsyncRace.Analyzers.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds AsyncRace.Analyzers.sln.");
    }
}
