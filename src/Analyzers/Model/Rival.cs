using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Who can interfere while a member is suspended: another member that writes the location, or another call of the same.</summary>
/// <param name="Member">The member as a person names it.</param>
/// <param name="Write">Its write; null where another call of the same member is meant.</param>
internal sealed record Rival(string Member, SyntaxNode? Write)
{
    internal bool IsSameMember => Write is null;
}
