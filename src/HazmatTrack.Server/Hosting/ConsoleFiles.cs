using Microsoft.Extensions.FileProviders;

namespace HazmatTrack.Server.Hosting;

/// <summary>The page at <c>/</c>: files beside the program, asked for anew each time so that an update is seen at once.</summary>
internal static class ConsoleFiles
{
    public static void UseConsole(this WebApplication app)
    {
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "console"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context =>
            {
                var headers = context.Context.Response.Headers;
                headers.CacheControl = "no-cache";
                headers.XContentTypeOptions = "nosniff";

                // Nothing from anywhere else: the page shows what its own server tells.
                headers.ContentSecurityPolicy =
                    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
            },
        });
    }
}
