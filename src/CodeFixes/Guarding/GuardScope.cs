using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>All the code that can touch a location: the parts of its type, or the function that declares a captured variable.</summary>
internal sealed class GuardScope
{
    private readonly Compilation _compilation;
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];

    private GuardScope(Compilation compilation, INamedTypeSymbol? type, IReadOnlyList<SyntaxNode> parts, ISymbol? variable)
    {
        _compilation = compilation;
        Type = type;
        Parts = parts;
        Variable = variable;
    }

    /// <summary>The type around the code; null only in top-level statements.</summary>
    internal INamedTypeSymbol? Type { get; }

    /// <summary>The declarations to look through, in source order.</summary>
    internal IReadOnlyList<SyntaxNode> Parts { get; }

    /// <summary>The captured variable, where the location is one.</summary>
    internal ISymbol? Variable { get; }

    /// <summary>The scope of a finding, or null where it reaches beyond what a fix can see.</summary>
    internal static GuardScope? Of(ReportedRace finding, Project project, Compilation compilation, CancellationToken cancellationToken)
    {
        var model = compilation.GetSemanticModel(finding.Write.SyntaxTree);
        var type = finding.Write.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration ? model.GetDeclaredSymbol(declaration, cancellationToken) : null;
        if (finding.Location.IsVariable)
        {
            return finding.Location.Root.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is { } variable
                && Body.Around(variable) is { } owner
                ? new GuardScope(compilation, type, [owner.Node], finding.Location.Root)
                : null;
        }

        // An outer type's static field, or a base type's field, is not this type's to guard.
        if (type is null || !SymbolEqualityComparer.Default.Equals(finding.Location.Root.ContainingType?.OriginalDefinition, type.OriginalDefinition))
        {
            return null;
        }

        SyntaxNode[] parts =
        [
            .. type.DeclaringSyntaxReferences
                .Select(part => part.GetSyntax(cancellationToken))
                .Where(part => project.GetDocument(part.SyntaxTree) is { } document and not SourceGeneratedDocument && !IsGenerated(document.FilePath))
                .OrderBy(static part => part.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(static part => part.SpanStart),
        ];
        return new GuardScope(compilation, type, parts, variable: null);
    }

    internal SemanticModel ModelOf(SyntaxNode node)
    {
        if (!_models.TryGetValue(node.SyntaxTree, out var model))
        {
            _models.Add(node.SyntaxTree, model = _compilation.GetSemanticModel(node.SyntaxTree));
        }

        return model;
    }

    internal bool IsSameAs(GuardScope other) =>
        Variable is null && other.Variable is null
            ? SymbolEqualityComparer.Default.Equals(Type, other.Type)
            : Parts[0] == other.Parts[0] && Variable is not null && other.Variable is not null;

    internal IEnumerable<Access> AccessesOf(LocationPath location, CancellationToken cancellationToken) =>
        Parts.SelectMany(part => Accesses.Of(location, part, ModelOf(part), cancellationToken));

    /// <summary>A file that a tool writes again: an edit there would be lost.</summary>
    private static bool IsGenerated(string? path) =>
        path is not null && (path.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".designer.cs", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase));
}
