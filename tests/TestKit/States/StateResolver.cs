using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Turns what a test wrote into what is compiled and what is expected of it.</summary>
internal sealed class StateResolver(
    ImmutableArray<DiagnosticAnalyzer> analyzers,
    ImmutableArray<string> fixableIds,
    Func<DiagnosticDescriptor?> defaultDiagnostic,
    ReferenceAssemblies referenceAssemblies,
    string defaultPath)
{
    /// <summary>Resolves the first state of a test, or one that follows <paramref name="before"/>.</summary>
    internal ResolvedState Resolve(SolutionState state, SolutionState? before)
    {
        var from = state.InheritanceMode == StateInheritanceMode.Explicit ? null : before;
        var unchanged = before is null || (from is not null && (state.Sources.Count == 0 || HaveSameText(state.Sources, before.Sources))
            && state.AdditionalProjects.All(project => before.AdditionalProjects.TryGetValue(project.Key, out var old)
                && HaveSameText(project.Value.Sources, old.Sources)));
        var mode = state.MarkupHandling ?? (unchanged ? MarkupMode.Allow : MarkupMode.IgnoreFixable);

        var markup = new Markup(mode, this);
        var names = state.AdditionalProjects.Keys.Concat(from?.AdditionalProjects.Keys ?? Enumerable.Empty<string>()).Distinct();
        ImmutableArray<ResolvedProject> projects =
        [
            Resolve(state, from, markup),
            .. names.Select(name => Resolve(
                state.AdditionalProjects.TryGetValue(name, out var own) ? own : from!.AdditionalProjects[name],
                from is not null && from.AdditionalProjects.TryGetValue(name, out var old) ? old : null,
                markup)),
        ];

        var stated = state.ExpectedDiagnostics.AsEnumerable();
        if (from is not null && state.ExpectedDiagnostics.Count == 0)
        {
            stated = unchanged || state.InheritanceMode == StateInheritanceMode.AutoInheritAll
                ? from.ExpectedDiagnostics
                : from.ExpectedDiagnostics.Where(result => !fixableIds.Contains(result.Id));
        }

        return new ResolvedState(projects, [.. stated.Select(markup.Locate), .. markup.Expected]);
    }

    private ResolvedProject Resolve(ProjectState state, ProjectState? from, Markup markup) => new(
        state.Name,
        state.AssemblyName,
        [.. Own(state.Sources, from?.Sources).Select(markup.TakeOut)],
        [.. Own(state.AdditionalFiles, from?.AdditionalFiles).Select(markup.TakeOut)],
        [.. Own(state.AnalyzerConfigFiles, from?.AnalyzerConfigFiles).Select(markup.TakeOut)],
        [.. Own(state.AdditionalReferences, from?.AdditionalReferences)],
        [.. Own(state.AdditionalProjectReferences, from?.AdditionalProjectReferences)],
        state.ReferenceAssemblies ?? from?.ReferenceAssemblies ?? referenceAssemblies,
        state.OutputKind ?? from?.OutputKind ?? OutputKind.DynamicallyLinkedLibrary,
        state.DocumentationMode ?? from?.DocumentationMode ?? DocumentationMode.Diagnose);

    private static List<T> Own<T>(List<T> own, List<T>? inherited) => own.Count > 0 ? own : inherited ?? own;

    private static bool HaveSameText(SourceFileList left, SourceFileList right) =>
        left.Count == right.Count
        && left.Zip(right).All(static pair => pair.First.filename == pair.Second.filename && pair.First.content.ContentEquals(pair.Second.content));

    /// <summary>The markup of one state's files.</summary>
    private sealed class Markup(MarkupMode mode, StateResolver resolver)
    {
        private readonly Dictionary<int, FileLinePositionSpan> _keys = [];
        private readonly List<DiagnosticResult> _expected = [];

        internal IReadOnlyList<DiagnosticResult> Expected => _expected;

        internal (string filename, SourceText content) TakeOut((string filename, SourceText content) file)
        {
            if (mode == MarkupMode.None)
            {
                return file;
            }

            var marked = MarkupText.Parse(file.content.ToString());
            var text = SourceText.From(marked.Text, file.content.Encoding, file.content.ChecksumAlgorithm);
            foreach (var (name, span) in marked.Spans)
            {
                var lines = new FileLinePositionSpan(file.filename, text.Lines.GetLinePositionSpan(span));
                if (name.StartsWith('#'))
                {
                    AddKey(name, lines);
                }
                else if (mode != MarkupMode.Ignore)
                {
                    Expect(name, lines);
                }
            }

            return (file.filename, text);
        }

        internal DiagnosticResult Locate(DiagnosticResult result) => result.WithDefaultPath(resolver.DefaultPath).Relocate(location =>
        {
            if (!location.Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey))
            {
                return location;
            }

            var key = location.Span.StartLinePosition.Line;
            return _keys.TryGetValue(key, out var span)
                ? new(span, location.Options & ~DiagnosticLocationOptions.InterpretAsMarkupKey)
                : throw new VerificationException($"{result.Id} is expected at location {key}, but no source has a {{|#{key}:…|}}.");
        });

        private void AddKey(string name, FileLinePositionSpan span)
        {
            if (!int.TryParse(name.AsSpan(1), out var key) || !_keys.TryAdd(key, span))
            {
                throw new VerificationException($"The markup '{{|{name}:' in {span.Path} is not a number, or is there twice.");
            }
        }

        private void Expect(string name, FileLinePositionSpan span)
        {
            var expected = resolver.Describe(name);
            if (mode == MarkupMode.Allow || !resolver.FixableIds.Contains(expected.Id))
            {
                _expected.Add(expected.WithSpan(span));
            }
        }
    }

    private ImmutableArray<string> FixableIds => fixableIds;

    private string DefaultPath => defaultPath;

    /// <summary>The diagnostic that a markup's name means; its message and additional locations are not compared.</summary>
    private DiagnosticResult Describe(string name)
    {
        var descriptor = name.Length == 0
            ? defaultDiagnostic() ?? throw new VerificationException(
                "[|…|] names no diagnostic, and the analyzers support several: write {|ID:…|}, or set MarkupOptions.UseFirstDescriptor.")
            : analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).FirstOrDefault(supported => supported.Id == name);
        return descriptor is not null
            ? new DiagnosticResult(descriptor).WithMessage(null).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            : DiagnosticResult.CompilerError(name).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations | DiagnosticOptions.IgnoreSeverity);
    }
}
