using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Batches;

/// <summary>
/// <c>await SendAsync(_pending); _pending.Clear();</c>: a list that is emptied of what has been dealt with, and of what has come since.
/// Taken out before the await, it can be emptied of nothing else; where the await fails, it is put back.
/// </summary>
internal sealed class TakenBatch
{
    private readonly ExpressionStatementSyntax _use;
    private readonly ExpressionStatementSyntax _reset;
    private readonly ExpressionSyntax _batch;
    private readonly SemanticModel _model;

    private TakenBatch(ExpressionStatementSyntax use, ExpressionStatementSyntax reset, ExpressionSyntax batch, SemanticModel model)
    {
        _use = use;
        _reset = reset;
        _batch = batch;
        _model = model;
    }

    /// <summary>The code that it changes.</summary>
    internal SyntaxNode Place => _reset;

    internal static TakenBatch? Of(ReportedRace finding, Project project, Compilation compilation, CancellationToken cancellationToken)
    {
        var model = compilation.GetSemanticModel(finding.Write.SyntaxTree);
        if (finding.Shape != RaceShape.Batch || finding.Location.Steps.Length != 1
            || finding.Write.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } reset || StatementList.IsEmbedded(reset)
            || model.GetTypeInfo(finding.Target, cancellationToken).Type?.OriginalDefinition.ToDisplayString() != "System.Collections.Generic.List<T>"
            || !(IsClear(reset.Expression, finding.Target) || IsRenewal(reset.Expression, finding.Target)))
        {
            return null;
        }

        var list = StatementList.Of(reset).ToList();
        var at = list.IndexOf(reset);
        if (at == 0 || list[at - 1] is not ExpressionStatementSyntax { Expression: AwaitExpressionSyntax, ContainsDirectives: false } use || reset.ContainsDirectives
            || Accesses.Of(finding.Location, use, model, cancellationToken).ToList() is not [{ IsWrite: false, Target: { Parent: ArgumentSyntax { Parent: ArgumentListSyntax } } batch }])
        {
            return null;
        }

        // Who looks at the list itself, and is called meanwhile, would find it empty.
        return GuardScope.Of(finding, project, compilation, cancellationToken) is { } scope
            && new CallReach(scope, cancellationToken).From([use]).Overlaps(scope.AccessesOf(finding.Location, cancellationToken).Select(static access => access.Body!))
                ? null
                : new TakenBatch(use, reset, batch, model);
    }

    internal void Write(DocumentEdits edits)
    {
        var layout = edits.Layout;
        var name = edits.NewLocal("batch", _use);
        var list = StatementList.Of(_use).ToList();
        var indent = layout.StartsLine(_use.GetFirstToken()) ? layout.IndentOf(_use) : layout.IndentOfFunction(Body.Around(_use)!.Node) + layout.Unit;
        var shared = _batch.WithoutTrivia().ToString();
        var isCleared = _reset.Expression is InvocationExpressionSyntax;
        if (isCleared && !_model.LookupSymbols(_use.SpanStart, _model.GetTypeInfo(_batch).Type, "ToList", includeReducedExtensionMethods: true).Any())
        {
            edits.AddUsing("System.Linq");
        }

        edits.Change(_batch, batch => SyntaxFactory.IdentifierName(name).WithTriviaFrom(batch));
        edits.ChangeList(StatementList.OwnerOf(_use), list.IndexOf(_use), 2, taken =>
        {
            var (_, reset) = CriticalSection.SplitBlankLines(taken[1]);
            return
            [
                Code.Line(indent, $"var {name} = {shared}{(isCleared ? ".ToList()" : "")};", layout).WithLeadingTrivia(Leading(taken[0], indent, layout)),
                Code.EndingLine(layout.StartsLine(_reset.GetFirstToken()) ? reset : reset.WithLeadingTrivia(Code.Space(indent)), layout),
                Attempt(taken[0].WithLeadingTrivia(Code.Space(indent + layout.Unit)), $"{shared}.InsertRange(0, {name});", indent, layout),
            ];
        });
    }

    private SyntaxTriviaList Leading(StatementSyntax use, string indent, Layout layout) =>
        layout.StartsLine(_use.GetFirstToken()) ? use.GetLeadingTrivia() : Code.Space(indent);

    private static TryStatementSyntax Attempt(StatementSyntax use, string restore, string indent, Layout layout)
    {
        var inside = indent + layout.Unit;
        var restored = Code.Line(inside, restore, layout)
            .WithLeadingTrivia(SyntaxFactory.Whitespace(inside), SyntaxFactory.Comment("// Back with it, before what has come since."), SyntaxFactory.EndOfLine(layout.EndOfLine), SyntaxFactory.Whitespace(inside));
        return SyntaxFactory.TryStatement(
            attributeLists: default,
            Code.Token(SyntaxKind.TryKeyword, indent, Code.BeforeBlock(layout)),
            Code.Block(indent, [Code.EndingLine(use, layout)], layout, layout.BracesOnOwnLine ? layout.EndOfLine : " "),
            SyntaxFactory.SingletonList(SyntaxFactory.CatchClause(
                Code.Token(SyntaxKind.CatchKeyword, layout.BracesOnOwnLine ? indent : "", Code.BeforeBlock(layout)),
                declaration: null,
                filter: null,
                Code.Block(indent, [restored, Code.Line(inside, "throw;", layout)], layout, layout.EndOfLine))),
            @finally: null);
    }

    /// <summary><c>_pending.Clear()</c>.</summary>
    private static bool IsClear(ExpressionSyntax expression, ExpressionSyntax target) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Clear" } call } && call.Expression == target;

    /// <summary><c>_pending = new()</c>.</summary>
    private static bool IsRenewal(ExpressionSyntax expression, ExpressionSyntax target) =>
        expression is AssignmentExpressionSyntax { Right: BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null } } set
        && set.IsKind(SyntaxKind.SimpleAssignmentExpression) && set.Left == target;
}
