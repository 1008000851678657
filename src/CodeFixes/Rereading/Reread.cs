using AsyncRace.CodeFixes.Editing;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Rereading;

/// <summary>One edit that makes a write rely on a fresh read.</summary>
/// <param name="Place">The code that it changes: edits of the same place exclude each other.</param>
/// <param name="Write">Makes the edit.</param>
internal sealed record Reread(SyntaxNode Place, Action<DocumentEdits> Write);
