using HazmatTrack.Server.Embedded;

namespace HazmatTrack.Server.Tests.Embedded;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hazmat-data-").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void A_folder_in_use_is_refused_and_free_again_afterwards()
    {
        var path = Path.Combine(_root, "new", "folder");
        using (DataFolder.Open(path))
        {
            var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(path));
            Assert.Contains("in use by another HazmatTrack process", refused.Message, StringComparison.Ordinal);
        }

        using var again = DataFolder.Open(path);
        Assert.True(Directory.Exists(again.Folder("redis")));
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_refused()
    {
        var path = Path.Combine(_root, "file");
        File.WriteAllText(path, "");
        Assert.Contains(path, Assert.Throws<DataFolderException>(() => DataFolder.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counter_grows_over_restarts_and_refuses_to_guess()
    {
        using (var first = DataFolder.Open(_root))
        {
            Assert.Equal(1, first.Next("log"));
            Assert.Equal(2, first.Next("log"));
        }

        using var second = DataFolder.Open(_root);
        Assert.Equal(3, second.Next("log"));
        File.WriteAllText(Path.Combine(_root, "log"), "many");
        Assert.Throws<DataFolderException>(() => second.Next("log"));
    }
}
