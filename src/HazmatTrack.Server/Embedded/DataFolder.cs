namespace HazmatTrack.Server.Embedded;

/// <summary>
/// The folder that holds everything the embedded parts keep, in the hands of this process alone: a lock file refuses a second one, which
/// would write into the same stores.
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

    /// <summary>Creates the folder where it is missing and takes it.</summary>
    /// <exception cref="DataFolderException">The folder cannot be written, or another process has it. The message says what to do.</exception>
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
                $"The data folder {full} cannot be created ({e.Message}). Name a folder this user may write to.", e);
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
            throw new DataFolderException($"The data folder {full} cannot be written ({e.Message}). Name a folder this user may write to.", e);
        }
        catch (IOException e) when (IsHeldByAnother(lockFile))
        {
            throw new DataFolderException(
                $"The data folder {full} is in use by another HazmatTrack process. Stop that one, or give this one a folder of its own: --Server:DataFolder=PATH.", e)
            {
                IsInUse = true,
            };
        }
        catch (IOException e)
        {
            throw new DataFolderException($"The data folder {full} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The path of a folder inside, created where it is missing.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(FullPath, name)).FullName;

    /// <summary>
    /// Adds one to a number kept in a file and answers it, durable before it is answered: for what must grow with every start.
    /// </summary>
    /// <exception cref="DataFolderException">The file holds no number.</exception>
    public long Next(string name)
    {
        var file = Path.Combine(FullPath, name);
        long number = 0;
        if (File.Exists(file) && !long.TryParse(File.ReadAllText(file), out number))
        {
            throw new DataFolderException($"{file} should hold a number and does not. Restore it, or delete the whole data folder.", null);
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
            // A sharing violation says so again; any other fault (disk full, read-only) does not come from opening for reading.
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            return true;
        }
    }
}
