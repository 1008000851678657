using AsyncRace.Analyzers;
using AsyncRace.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Samples.Tests;

/// <summary>The sample's sources as a project in memory, for the analyzers and their fixes.</summary>
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

    internal static async Task<Project> OpenAsync(AdhocWorkspace workspace)
    {
        var references = await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "AsyncioChapter",
            "AsyncioChapter",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable),
            metadataReferences: references.Add(MetadataReference.CreateFromFile(typeof(AsyncLock).Assembly.Location))));
        project = project.AddDocument("ImplicitUsings.cs", ImplicitUsings).Project;
        string folder = Path.Combine(FindRepository(), "samples", "AsyncioChapter");
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            project = project.AddDocument(Path.GetFileName(file), await File.ReadAllTextAsync(file)).Project;
        return project;
    }

    /// <summary>What the analyzers report, of every severity; the sources must compile.</summary>
    internal static async Task<IReadOnlyList<Diagnostic>> FindingsAsync(Project project)
    {
        var compilation = (await project.GetCompilationAsync())!;
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return await compilation.WithAnalyzers([new AsyncRaceAnalyzer()]).GetAnalyzerDiagnosticsAsync();
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
