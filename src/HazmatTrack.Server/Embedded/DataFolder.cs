namespace HazmatTrack.Server.Embedded;

/// <summary>
/// The folder with all data of the embedded parts, owned by this process alone: a lock file refuses a second process, which would write to the same stores.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "in-use";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        FullPath = path;
        _lock = held;
    }

    public string FullPath { get; }

    /// <summary>Creates the folder where it is missing and locks it.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written, or another process has locked it. The message contains the remedy.</exception>
    public static DataFolder Open(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(
                new(
                    $"数据目录 {full} 无法创建（{e.Message}）。请指定该用户可写的目录。",
                    $"The data folder {full} cannot be created ({e.Message}). Name a folder this user may write to."),
                e);
        }

        var lockFile = Path.Combine(full, LockFile);
        try
        {
            var held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                held.SetLength(0);
                using var writer = new StreamWriter(held, leaveOpen: true);
                writer.Write(Environment.ProcessId);
            }
            catch
            {
                held.Dispose();
                throw;
            }

            return new(full, held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFolderException(
                new(
                    $"数据目录 {full} 无法写入（{e.Message}）。请指定该用户可写的目录。",
                    $"The data folder {full} cannot be written ({e.Message}). Name a folder this user may write to."),
                e);
        }
        catch (IOException e) when (IsHeldByAnother(lockFile))
        {
            throw new DataFolderException(
                new(
                    $"数据目录 {full} 正被另一个 HazmatTrack 进程使用。请停止该进程，或为本进程另指定目录：--Server:DataFolder=路径。",
                    $"The data folder {full} is in use by another HazmatTrack process. Stop that one, or give this one a folder of its own: --Server:DataFolder=PATH."),
                e)
            {
                IsInUse = true,
            };
        }
        catch (IOException e)
        {
            throw new DataFolderException(new($"数据目录 {full} 无法写入：{e.Message}", $"The data folder {full} cannot be written: {e.Message}"), e);
        }
    }

    /// <summary>The path of a subfolder, which is created where it is missing.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(FullPath, name)).FullName;

    /// <summary>
    /// Adds one to a number in a file and returns it; the number is durable before it is returned. For values that must grow with every start.
    /// </summary>
    /// <exception cref="DataFolderException">The file contains no number.</exception>
    public long Next(string name)
    {
        var file = Path.Combine(FullPath, name);
        long number = 0;
        if (File.Exists(file) && !long.TryParse(File.ReadAllText(file), out number))
        {
            throw new DataFolderException(
                new(
                    $"{file} 中应为数字，实际不是。请恢复该文件，或删除整个数据目录。",
                    $"{file} should hold a number and does not. Restore it, or delete the whole data folder."),
                null);
        }

        number++;
        var fresh = file + ".new";
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(number);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
        return number;
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsHeldByAnother(string lockFile)
    {
        try
        {
            // A sharing violation fails here as well; any other fault (disk full, read-only) does not occur when opening for reading.
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            return true;
        }
    }
}
