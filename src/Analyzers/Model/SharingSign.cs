using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Why calls are believed to overlap.</summary>
/// <param name="Text">As a message says it; <c>{0}</c> stands for the place.</param>
internal sealed record SharingSign(string Text, SyntaxNode? Place = null);
