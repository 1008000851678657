using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Who can interfere while a member is suspended: another member that writes the location, or another call of the same.</summary>
/// <param name="Write">Its write; null where another call of the same member is meant.</param>
internal sealed record Rival(Body Body, SyntaxNode? Write)
{
    internal bool IsSameMember => Write is null;

    /// <summary>The member as a person names it.</summary>
    internal string Member => Names.Of(Body);
}
