using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Rereading;

/// <summary>
/// The check that a write trusts, made once more behind the await: <c>if (_closed) return; await …; if (_closed) return; _n++;</c>, or
/// <c>if (_open) { await …; if (_open) { _n++; } }</c>.
/// </summary>
internal sealed class SecondCheck
{
    /// <summary>Methods of the framework's collections and strings that only look.</summary>
    private static readonly HashSet<string> Questions = ["All", "Any", "Contains", "ContainsKey", "ContainsValue", "Count", "Exists", "IndexOf", "IsNullOrEmpty", "IsNullOrWhiteSpace"];

    internal static Reread? Of(ReportedRace finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (finding.Read is not { } read
            || read.Ancestors().TakeWhile(static node => !Body.IsFunction(node)).OfType<IfStatementSyntax>().FirstOrDefault(outer => outer.Condition.Span.Contains(read.Span)) is not { Else: null, ContainsDirectives: false } check
            || Body.Around(finding.Write) is not { } body || !body.Equals(Body.Around(check))
            || !check.Condition.DescendantNodesAndSelf().All(IsRepeatable)
            || StatementList.Around(finding.Write, body.Node).FirstOrDefault() is not { } write || AwaitStyle.Suspends(write) || StatementList.IsEmbedded(write))
        {
            return null;
        }

        var list = StatementList.Of(write);
        var at = IndexOf(list, write);
        var last = -1;
        for (var i = 0; i < at; i++)
        {
            last = AwaitStyle.Suspends(list[i]) ? i : last;
        }

        if (last < 0 || IsChanged(check, list[at], body, model, cancellationToken))
        {
            return null;
        }

        var owner = StatementList.OwnerOf(write);
        if (check.Statement == write.Parent && write is ExpressionStatementSyntax)
        {
            return new Reread(write, edits => edits.ChangeList(owner, at, 1, taken => [Around(taken[0], check.Condition, edits.Layout, edits.Layout.IndentOf(write))]));
        }

        // Behind all that the check lets through, its answer is the same for whatever comes next.
        var first = IndexOf(list, check);
        return first >= 0 && first < last && Leaves(check.Statement)
            && !list.Skip(first + 1).Take(last - first).Any(statement => IsToBeEnded(statement, model, cancellationToken))
            && check.Statement.DescendantNodesAndSelf().All(static node => node is not (AwaitExpressionSyntax or AssignmentExpressionSyntax or VariableDeclarationSyntax or SingleVariableDesignationSyntax))
                ? new Reread(list[last], edits => edits.ChangeList(owner, last + 1, 0, _ => [Copy(check, list[last], edits.Layout)]))
                : null;
    }

    private static StatementSyntax Copy(IfStatementSyntax check, StatementSyntax behind, Layout layout) =>
        Code.EndingLine(check.WithLeadingTrivia(Code.Space(layout.IndentOf(behind))), layout);

    private static StatementSyntax Around(StatementSyntax write, ExpressionSyntax condition, Layout layout, string indent)
    {
        var (above, bare) = CriticalSection.SplitBlankLines(write);
        var guarded = SyntaxFactory.IfStatement(
            attributeLists: default,
            Code.Token(SyntaxKind.IfKeyword, indent, " "),
            Code.Token(SyntaxKind.OpenParenToken),
            condition.WithoutTrivia(),
            Code.Token(SyntaxKind.CloseParenToken, after: Code.BeforeBlock(layout)),
            Code.Block(indent, [Code.EndingLine(Indentation.Deeper(bare, layout.Unit), layout)], layout, layout.EndOfLine),
            @else: null);
        return guarded.WithLeadingTrivia(above.AddRange(guarded.GetLeadingTrivia()));
    }

    private static bool IsRepeatable(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } => Questions.Contains(call.Name.Identifier.ValueText),
        DeclarationPatternSyntax or VarPatternSyntax or SingleVariableDesignationSyntax => false,
        IsPatternExpressionSyntax => true,
        _ => !Purity.IsEffect(node),
    };

    /// <summary>Whether this function itself has changed, by the write, what the condition looks at: then it would have another answer.</summary>
    private static bool IsChanged(IfStatementSyntax check, StatementSyntax write, Body body, SemanticModel model, CancellationToken cancellationToken)
    {
        var between = TextSpan.FromBounds(check.Condition.Span.End, write.SpanStart);
        return check.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
            LocationPath.Of(name, model, cancellationToken) is { } location
            && Accesses.Of(location, body.Node, model, cancellationToken).Any(access => access.IsWrite && between.Contains(access.Target.Span)));
    }

    /// <summary>Whether a statement begins what a later one has to end: who leaves in between would leave it open.</summary>
    private static bool IsToBeEnded(StatementSyntax statement, SemanticModel model, CancellationToken cancellationToken) =>
        Body.OwnNodesOf(statement).Any(node => node switch
        {
            AssignmentExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => Purity.IsEffect(node),
            InvocationExpressionSyntax call => HeldLocks.IsAcquirer(call),
            VariableDeclaratorSyntax declarator => statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }
                && model.GetDeclaredSymbol(declarator, cancellationToken) is ILocalSymbol { Type: var type } && IsDisposable(type),
            _ => false,
        });

    private static bool IsDisposable(ITypeSymbol type) =>
        type.AllInterfaces.Append(type).Any(static i => i.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } && i.Name is "IDisposable" or "IAsyncDisposable")
        && type.ContainingNamespace?.ToDisplayString() != "System.Threading.Tasks";

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax { Statements: { Count: > 0 } statements } => Leaves(statements[statements.Count - 1]),
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax => true,
        _ => false,
    };

    private static int IndexOf(IReadOnlyList<StatementSyntax> list, StatementSyntax statement)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == statement)
            {
                return i;
            }
        }

        return -1;
    }
}
