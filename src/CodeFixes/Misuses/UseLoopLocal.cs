using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>101: gives each loop a value of its own. Only for what is bound to an <c>AsyncLoop</c>: elsewhere there is no loop to ask.</summary>
internal sealed class UseLoopLocal : StaticOnDemand
{
    internal override string RuleId => Analyzers.Rules.RuleId.LoopBoundStatic;

    internal override string EquivalenceKey => "AsyncRace.UseLoopLocal";

    internal override string Title => "Use a value for each loop (LoopLocal<T>)";

    private protected override string? Wrapper(OwnMember member, Diagnostic finding, SemanticModel model) =>
        finding.Properties.TryGetValue(Analyzers.Rules.FindingProperties.Binding, out var binding) && binding == "EventLoop"
        && OwnMember.Companion("LoopLocal", 1, member.Type.SpanStart, model) is { } name
            ? $"{name}<{member.Type}>"
            : null;

    private protected override string? Factory(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken) => $"() => {value}";

    private protected override string Ask(ExpressionSyntax use) => ".Value";
}
