using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.Analyzers.Tests.Configuration;

/// <summary>Analyzer options as the compiler makes them of <c>.editorconfig</c> files: for each file of code its own.</summary>
internal static class ConfiguredOptions
{
    /// <summary>The same for all files: lines of <c>key = value</c>.</summary>
    internal static AnalyzerOptions ForAll(string settings, params AdditionalText[] additional) => For(_ => settings, additional);

    internal static AnalyzerOptions For(Func<string, string> settingsOfFile, params AdditionalText[] additional) =>
        new([.. additional], new Provider(settingsOfFile));

    internal sealed class File(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Provider(Func<string, string> settingsOfFile) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options("");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(settingsOfFile(tree.FilePath));

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Options(string settings) : AnalyzerConfigOptions
    {
        private readonly ImmutableDictionary<string, string> _values = settings
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToImmutableDictionary(static pair => pair[0], static pair => pair[1], KeyComparer);

        public override IEnumerable<string> Keys => _values.Keys;

#nullable disable // The attribute that its parameter needs is in two of the assemblies that are seen here.
        public override bool TryGetValue(string key, out string value) => _values.TryGetValue(key, out value);
#nullable restore
    }
}
