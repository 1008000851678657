using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>The options of a compilation's files, each read when it is first asked for.</summary>
internal sealed class OptionsByFile(AnalyzerConfigOptionsProvider configuration)
{
    private readonly ConcurrentDictionary<SyntaxTree, OptionReader.Reading> _readings = new();

    internal AnalysisOptions Of(SyntaxTree file) => Read(file).Options;

    /// <summary>The options of a symbol: those of the file that declares it first.</summary>
    internal AnalysisOptions Of(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences is [{ SyntaxTree: var file }, ..] ? Of(file) : AnalysisOptions.Default;

    internal OptionReader.Reading Read(SyntaxTree file) =>
        _readings.TryGetValue(file, out var reading) ? reading : _readings.GetOrAdd(file, OptionReader.Read(configuration.GetOptions(file)));
}
