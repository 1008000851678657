using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Snapshots;

/// <summary>
/// <c>foreach (var m in _members)</c> as <c>foreach (var m in _members.ToArray())</c>. Where a lock guards the changes, the copy is taken
/// in a statement of its own that holds it.
/// </summary>
internal sealed class Snapshot
{
    private readonly CommonForEachStatementSyntax _loop;
    private readonly WritersLock? _lock;
    private readonly SemanticModel _model;

    private Snapshot(CommonForEachStatementSyntax loop, ExpressionSyntax source, WritersLock? @lock, SemanticModel model)
    {
        _loop = loop;
        Source = source;
        _lock = @lock;
        _model = model;
    }

    /// <summary>The collection, its keys or its values: what is copied.</summary>
    internal ExpressionSyntax Source { get; }

    internal static Snapshot? Of(ReportedRace finding, Project project, Compilation compilation, CancellationToken cancellationToken)
    {
        // A copy keeps no element alive that a rival closes.
        if (finding.EndsElements || finding.Suspension is not { } suspension
            || Body.Around(finding.Target) is not { } body || !body.Equals(Body.Around(suspension)))
        {
            return null;
        }

        var model = compilation.GetSemanticModel(finding.Target.SyntaxTree);
        var source = WithView(finding.Target);
        if (source.ContainsDirectives || (source.Parent is ConditionalAccessExpressionSyntax access && access.Expression == source)
            || LoopOver(source, suspension, body) is not { } loop
            || GuardScope.Of(finding, project, compilation, cancellationToken) is not { } scope)
        {
            return null;
        }

        if (!WritersLock.TryFind(finding.Location, loop, body, scope, compilation, cancellationToken, out var guard))
        {
            return null;
        }

        var snapshot = new Snapshot(loop, source, guard, model);
        return guard is null || snapshot.ElementType() is not null ? snapshot : null;
    }

    internal void Write(DocumentEdits edits)
    {
        if (!HasToArray())
        {
            edits.AddUsing("System.Linq");
        }

        if (_lock is null)
        {
            edits.Change(Source, static source => Copied((ExpressionSyntax)source));
            return;
        }

        var layout = edits.Layout;
        var name = edits.NewLocal(LocalName(), _loop);
        edits.Change(Source, source => SyntaxFactory.IdentifierName(name).WithTriviaFrom(source));
        var startsLine = layout.StartsLine(_loop.GetFirstToken());
        if (StatementList.IsEmbedded(_loop))
        {
            var owner = _loop.Parent!;
            var outside = layout.IndentOf(owner is ElseClauseSyntax { Parent: { } conditional } ? conditional : owner);
            var inside = outside + layout.Unit;
            edits.Change(owner, current =>
            {
                var loop = Embedded.Of(current)!;
                return Embedded.WithBlock(
                    current,
                    Code.Block(outside, Statements(startsLine ? loop : loop.WithLeadingTrivia(Code.Space(inside)), name, inside, layout), layout, layout.EndOfLine),
                    layout);
            });
            return;
        }

        var indent = startsLine ? layout.IndentOf(_loop) : layout.IndentOfFunction(Body.Around(_loop)!.Node) + layout.Unit;
        var index = StatementList.Of(_loop).ToList().IndexOf(_loop);
        edits.ChangeList(StatementList.OwnerOf(_loop), index, 1, taken =>
            Statements(startsLine ? taken[0] : taken[0].WithLeadingTrivia(Code.Space(indent)), name, indent, layout));
    }

    /// <summary>The copy, and the loop over it.</summary>
    private IEnumerable<StatementSyntax> Statements(StatementSyntax loop, string name, string indent, Layout layout)
    {
        var (above, bare) = CriticalSection.SplitBlankLines(loop);
        var copy = Code.Line(indent, $"{name} = {Copied(Source.WithoutTrivia())};", layout);
        var declaration = Code.Line(indent, $"{ElementType()}[] {name};", layout);
        return [declaration.WithLeadingTrivia(above.AddRange(declaration.GetLeadingTrivia())), .. _lock!.Around(copy, indent, layout), Code.EndingLine(bare, layout)];
    }

    private static ExpressionSyntax Copied(ExpressionSyntax source) =>
        SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, source.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("ToArray"))).WithTrailingTrivia(source.GetTrailingTrivia());

    /// <summary>The dictionary's keys or values, where those are what is enumerated.</summary>
    private static ExpressionSyntax WithView(ExpressionSyntax collection) =>
        collection.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Keys" or "Values" } view && view.Expression == collection && view.Parent is not InvocationExpressionSyntax
            ? view
            : collection;

    /// <summary>The loop around the await that enumerates the collection itself, or a query over it that is written there.</summary>
    private static CommonForEachStatementSyntax? LoopOver(ExpressionSyntax source, SyntaxNode suspension, Body body) =>
        suspension.Ancestors().TakeWhile(node => node != body.Node).OfType<CommonForEachStatementSyntax>()
            .FirstOrDefault(loop => loop.AwaitKeyword.RawKind == 0 && loop.Expression.Span.Contains(source.Span) && loop.Statement.Span.Contains(suspension.Span));

    private bool HasToArray() =>
        _model.GetTypeInfo(Source).Type is { } type
        && _model.LookupSymbols(Source.SpanStart, type, "ToArray", includeReducedExtensionMethods: true).Any(static symbol => symbol is IMethodSymbol { Parameters.IsEmpty: true });

    private string? ElementType()
    {
        var type = _model.GetTypeInfo(Source).Type;
        var element = type?.AllInterfaces.Append(type as INamedTypeSymbol).FirstOrDefault(static i => i?.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];
        return element is null || !WellFormed.CanBeNamed(element) ? null : element.ToMinimalDisplayString(_model, _loop.SpanStart);
    }

    /// <summary><c>_members</c> gives <c>members</c>.</summary>
    private string LocalName()
    {
        var name = (Source is MemberAccessExpressionSyntax member ? member.Name : Source.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last()).Identifier.ValueText.TrimStart('_', '@');
        var bare = name.StartsWith("s_", StringComparison.Ordinal) ? name.Substring(2) : name;
        var local = bare.Length == 0 ? "snapshot" : char.ToLowerInvariant(bare[0]) + bare.Substring(1);
        return SyntaxFacts.GetKeywordKind(local) == SyntaxKind.None ? local : "snapshot";
    }
}
