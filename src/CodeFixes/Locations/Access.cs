using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Locations;

/// <summary>One place in the code that reads or writes a location.</summary>
/// <param name="Name">The name that roots the access.</param>
/// <param name="Target">The whole chain, <c>_link.LastUsed</c> or <c>_orders[key]</c>.</param>
/// <param name="IsWrite">Whether it changes the location; a compound assignment does, and reads it too.</param>
/// <param name="Body">The function whose code it is, or null in an initializer.</param>
internal sealed record Access(IdentifierNameSyntax Name, ExpressionSyntax Target, bool IsWrite, Body? Body);
