using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>205: calls what the called method does once it holds the lock, where that is a method of its own.</summary>
internal sealed class CallUnlockedPart : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.LockReentered;

    internal override string EquivalenceKey => "AsyncRace.CallUnlockedPart";

    internal override string Title => "Call the part that does not acquire the lock";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || PairingSites.NameOf(call) is not { } name
            || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol { DeclaringSyntaxReferences: [var reference] } locking
            || reference.SyntaxTree != model.SyntaxTree
            || reference.GetSyntax(cancellationToken) is not MethodDeclarationSyntax { Body: { } body }
            || InnerAcquire(finding, model.SyntaxTree) is not { } inner
            || UnlockedPart(body, inner) is not { } part || PairingSites.NameOf(part) is not { } partName
            || model.GetSymbolInfo(part, cancellationToken).Symbol is not IMethodSymbol unlocked
            || !SymbolEqualityComparer.Default.Equals(unlocked.ContainingType, locking.ContainingType)
            || unlocked.IsStatic != locking.IsStatic
            || !SymbolEqualityComparer.Default.Equals(unlocked.ReturnType, locking.ReturnType)
            || !HandsOnItsParameters(part, locking, unlocked, model, cancellationToken))
        {
            return null;
        }

        return [new TextChange(name.Span, partName.Identifier.Text)];
    }

    // await _gate.WaitAsync(); try { return await PartAsync(n); } finally { … }, and the same with a using.
    private static InvocationExpressionSyntax? UnlockedPart(BlockSyntax body, TextSpan inner) => body.Statements switch
    {
        [UsingStatementSyntax { Statement: var section } scope] when TextSpan.FromBounds(scope.SpanStart, section.SpanStart).Contains(inner) => CallIn(section),
        [LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } scope, var only] when scope.Span.Contains(inner) => CallIn(only),
        [ExpressionStatementSyntax acquire, TryStatementSyntax { Catches.Count: 0, Finally.Block.Statements: [ExpressionStatementSyntax release] } region]
            when acquire.Span.Contains(inner) && IsOnSameLock(acquire, release) => CallIn(region.Block),
        _ => null,
    };

    // Where the called method acquires the lock. It has to be this, not something further in, that goes away.
    private static TextSpan? InnerAcquire(Diagnostic finding, SyntaxTree tree)
    {
        var index = finding.Properties.TryGetValue(FindingProperties.Roles, out var roles) && roles is not null ? Array.IndexOf(roles.Split(','), "inner") : -1;
        return index >= 0 && index < finding.AdditionalLocations.Count && finding.AdditionalLocations[index] is var location && location.SourceTree == tree ? location.SourceSpan : null;
    }

    private static bool IsOnSameLock(ExpressionStatementSyntax acquire, ExpressionStatementSyntax release) =>
        PairingSites.CallOf(acquire.Expression) is { Expression: MemberAccessExpressionSyntax { Expression: var acquired } }
        && PairingSites.CallOf(release.Expression) is { Expression: MemberAccessExpressionSyntax { Expression: var released } }
        && SyntaxFactory.AreEquivalent(acquired, released);

    private static InvocationExpressionSyntax? CallIn(StatementSyntax section) => section switch
    {
        BlockSyntax { Statements: [var only] } => CallIn(only),
        ReturnStatementSyntax { Expression: { } returned } => Called(returned),
        ExpressionStatementSyntax { Expression: var expression } => Called(expression),
        _ => null,
    };

    // On another object it would not be the part of this one.
    private static InvocationExpressionSyntax? Called(ExpressionSyntax expression) =>
        PairingSites.CallOf(expression) is { Expression: SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } } call ? call : null;

    private static bool HandsOnItsParameters(InvocationExpressionSyntax part, IMethodSymbol locking, IMethodSymbol unlocked, SemanticModel model, CancellationToken cancellationToken)
    {
        var arguments = part.ArgumentList.Arguments;
        return arguments.Count == locking.Parameters.Length && arguments.Count == unlocked.Parameters.Length
            && arguments.Select((argument, i) => argument is { NameColon: null, RefKindKeyword.RawKind: 0 }
                && locking.Parameters[i].Name == unlocked.Parameters[i].Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(argument.Expression, cancellationToken).Symbol, locking.Parameters[i])).All(static same => same);
    }
}
