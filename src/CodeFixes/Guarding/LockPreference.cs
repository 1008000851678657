using AsyncRace.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Which lock a new one is: <c>asyncrace_fix_lock</c> in .editorconfig.</summary>
internal static class LockPreference
{
    /// <summary>The kind of a new lock, or null where the project has none that can be awaited, or not the wanted one.</summary>
    internal static LockKind? Of(Project project, SyntaxTree tree, LockTypes types)
    {
        var wanted = OptionReader.Read(project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(tree)).Options.FixLock;
        if (types.Companion is not null && wanted != FixLock.Semaphore)
        {
            return LockKind.Scoped;
        }

        return types.Semaphore is not null && wanted != FixLock.Companion ? LockKind.Semaphore : null;
    }
}
