using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>
/// 206: makes a private reader-writer lock of the framework one that can be awaited, at all its uses at once. It is not re-entrant as it is made by
/// default, so nobody relies on that; its readers wait for each other from then on. A lock that may be entered again is left to a person.
/// </summary>
internal sealed class UseAwaitedLock : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.ThreadLockAcrossAwait;

    internal override string EquivalenceKey => "AsyncRace.UseAwaitedLock";

    internal override string Title => "Use a lock that can be awaited, at all its uses";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        // Held across an await: not a thread's own state, and not a task that is returned.
        if (!finding.Properties.TryGetValue(Analyzers.Rules.FindingProperties.Roles, out var roles) || roles != "await"
            || place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
            || OwnMember.Of(model.GetSymbolInfo(receiver, cancellationToken).Symbol, model, cancellationToken) is not { ValueType.Name: "ReaderWriterLockSlim", Symbol: IFieldSymbol } member
            || member.Initializer is not { Value: BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null } creation })
        {
            return null;
        }

        var calls = new List<(InvocationExpressionSyntax Call, SimpleNameSyntax Name, Body Body)>();
        foreach (var use in member.Uses)
        {
            if (OwnMember.IsNamed(use))
            {
                continue;
            }

            if (use.Parent is not MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Parent: ExpressionStatementSyntax } call, Name: { Identifier.Text: "EnterReadLock" or "EnterWriteLock" or "ExitReadLock" or "ExitWriteLock" or "Dispose" } name }
                || Body.Around(call) is not { } body)
            {
                return null;
            }

            calls.Add((call, name, body));
        }

        // Who takes one inside the other would wait for himself.
        if (calls.GroupBy(static use => use.Body.Node).Any(static body => body.Count(static use => use.Name.Identifier.Text.StartsWith("Enter", StringComparison.Ordinal)) > 1))
        {
            return null;
        }

        // The companion lock has no blocking form without a scope.
        var companion = calls.TrueForAll(static use => use.Body.IsAsync && use.Name.Identifier.Text != "Dispose") ? OwnMember.Companion("AsyncLock", 0, member.Type.SpanStart, model) : null;
        var type = companion ?? (model.LookupNamespacesAndTypes(member.Type.SpanStart, name: "SemaphoreSlim").IsEmpty ? "System.Threading.SemaphoreSlim" : "SemaphoreSlim");
        var arguments = companion is null ? "(1, 1)" : "()";
        var changes = new List<TextChange>
        {
            new(member.Type.Span, type),
            new(creation.Span, creation is ImplicitObjectCreationExpressionSyntax ? "new" + arguments : $"new {type}{arguments}"),
        };
        foreach (var (call, name, body) in calls)
        {
            switch (name.Identifier.Text)
            {
                case "Dispose":
                    break;
                case "ExitReadLock" or "ExitWriteLock":
                    changes.Add(new TextChange(name.Span, "Release"));
                    break;
                case var _ when body.IsAsync:
                    changes.Add(new TextChange(new TextSpan(call.SpanStart, 0), "await "));
                    changes.Add(new TextChange(name.Span, companion is null ? "WaitAsync" : "AcquireAsync"));
                    if (AwaitStyle.IsContextFree(body))
                    {
                        changes.Add(new TextChange(new TextSpan(call.Span.End, 0), ".ConfigureAwait(false)"));
                    }

                    break;
                default:
                    changes.Add(new TextChange(name.Span, "Wait"));
                    break;
            }
        }

        return changes;
    }
}
