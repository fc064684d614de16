using System.Text;

namespace HazmatTrack.Domain.Tests.Architecture;

/// <summary>Folders answer one question each, and depend on each other in one direction.</summary>
public sealed class FolderTests(ITestOutputHelper output)
{
    private const int MostFiles = 20;

    [Fact]
    public void The_graph_of_folders_has_no_cycle()
    {
        var graph = Graph();
        var text = new StringBuilder();
        foreach (var (folder, sees) in graph.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"{folder} -> {string.Join(", ", sees.Keys.Order(StringComparer.Ordinal))}");
        }

        output.WriteLine(text.ToString());
        var cycle = FindCycle(graph);
        Assert.True(cycle is null, $"These folders depend on each other: {string.Join("; ", Edges(cycle ?? []))}.");

        IEnumerable<string> Edges(List<string> way) => way.Zip(way.Skip(1)).Select(e => $"{e.First} -> {e.Second} by {graph[e.First][e.Second]}");
    }

    [Fact]
    public void No_folder_has_more_files_than_can_be_read_at_a_glance()
    {
        var full = Sources.Files.GroupBy(f => f.Folder).Where(g => g.Count() > MostFiles).Select(g => $"{g.Key} has {g.Count()}").ToList();
        Assert.True(full.Count == 0, $"More than {MostFiles} files: {string.Join(", ", full)}. Divide the folder by what its files are for.");
    }

    /// <summary>Which folders a folder sees, and by which file for example: by its usings, and by types of the namespaces around its own.</summary>
    private static Dictionary<string, Dictionary<string, string>> Graph()
    {
        var folders = Sources.Files.Select(f => f.Folder).ToHashSet();
        var declared = folders.ToDictionary(f => f, _ => new HashSet<string>());
        foreach (var file in Sources.Files)
        {
            declared[file.Folder].UnionWith(Sources.Declared().Matches(file.Text).Select(m => m.Groups[1].Value));
        }

        var graph = folders.ToDictionary(f => f, _ => new Dictionary<string, string>());
        foreach (var file in Sources.Files)
        {
            var sees = graph[file.Folder];
            foreach (var seen in Sources.Using().Matches(file.Text).Select(m => m.Groups[1].Value).Where(n => folders.Contains(n) && n != file.Folder))
            {
                sees.TryAdd(seen, file.Path);
            }

            var code = Sources.TextOrComment().Replace(file.Text, "");
            var words = Sources.Word().Matches(code).Select(m => m.Value).ToHashSet();
            for (var around = Outer(file.Folder); around.Length > 0; around = Outer(around))
            {
                if (folders.Contains(around) && words.FirstOrDefault(w => declared[around].Contains(w) && !declared[file.Folder].Contains(w)) is { } by)
                {
                    sees.TryAdd(around, $"{file.Path} ({by})");
                }
            }
        }

        return graph;
    }

    private static string Outer(string folder) => folder.LastIndexOf('.') is > 0 and var dot ? folder[..dot] : "";

    /// <summary>Some way from a folder back to itself; null where there is none.</summary>
    private static List<string>? FindCycle(Dictionary<string, Dictionary<string, string>> graph)
    {
        var done = new HashSet<string>();
        foreach (var start in graph.Keys.Order(StringComparer.Ordinal))
        {
            if (Walk(start, []) is { } found)
            {
                return found;
            }
        }

        return null;

        List<string>? Walk(string folder, List<string> way)
        {
            if (way.IndexOf(folder) is >= 0 and var at)
            {
                return [.. way[at..], folder];
            }

            if (!done.Contains(folder))
            {
                way.Add(folder);
                foreach (var next in graph[folder].Keys.Order(StringComparer.Ordinal))
                {
                    if (Walk(next, way) is { } found)
                    {
                        return found;
                    }
                }

                way.RemoveAt(way.Count - 1);
                done.Add(folder);
            }

            return null;
        }
    }
}
