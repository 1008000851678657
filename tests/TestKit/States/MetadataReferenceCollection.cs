using System.Reflection;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>References beyond the state's <see cref="ReferenceAssemblies"/>.</summary>
public class MetadataReferenceCollection : List<MetadataReference>
{
    public void Add(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Add(assembly.Location);
    }

    public void Add(string path) => Add(ReferencePack.Reference(path));
}
