using System.Collections.Immutable;
using System.Globalization;
using AsyncRace.Analyzers.Rules;

namespace AsyncRace.Tool.Findings;

/// <summary>One finding of the analyzers, with the facts that tell its interleaving.</summary>
internal sealed record Finding(
    string RuleId,
    Severity Severity,
    string Message,
    CodeSpan Span,
    ImmutableArray<RelatedSpan> Related,
    ImmutableDictionary<string, string> Properties)
{
    /// <summary>The shared location as the code spells it.</summary>
    internal string? Location => Property(FindingProperties.Location);

    /// <summary>Which of its rule's shapes it has, where the rule has several.</summary>
    internal string? Shape => Property(FindingProperties.Shape);

    /// <summary>Of a misused lock, in which of the rule's situations it is.</summary>
    internal string? Situation => Property(FindingProperties.Situation);

    /// <summary>The member that suspends.</summary>
    internal string? Member => Property(FindingProperties.Member);

    /// <summary>The member that interferes.</summary>
    internal string? Rival => Property(FindingProperties.Rival);

    /// <summary>What interferes is another call of the member that suspends.</summary>
    internal bool RivalIsSameMember => Rival is not null && Rival == Member;

    /// <summary>
    /// The first location in <paramref name="role"/>; the finding's own for <see cref="Role.Write"/>, and for a rival that is another call
    /// of the same member and so comes to the same write.
    /// </summary>
    internal CodeSpan? SpanOf(Role role) =>
        role == Role.Write
            ? Span
            : Related.FirstOrDefault(related => related.Role == role)?.Span ?? (role == Role.Rival && RivalIsSameMember && Property(FindingProperties.RivalLine) is null ? Span : null);

    /// <summary>The line of <paramref name="role"/>: of its location, or else as the finding's properties tell it.</summary>
    internal int? LineOf(Role role) => SpanOf(role)?.StartLine ?? role switch
    {
        Role.Read => Number(FindingProperties.ReadLine),
        Role.Suspension => Number(FindingProperties.SuspensionLine),
        Role.Rival => Number(FindingProperties.RivalLine),
        _ => null,
    };

    private string? Property(string name) => Properties.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private int? Number(string name) =>
        int.TryParse(Property(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
