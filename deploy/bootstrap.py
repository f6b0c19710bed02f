"""Make the virtual environment of `make demo` and `make test`: python3 deploy/bootstrap.py FOLDER LOCK.

Runs on the system's own Python, whatever its age, so that it can say what is missing; nothing but the standard library.
"""

import os
import platform
import subprocess
import sys

OLDEST = (3, 10)
# Wheels of onnxruntime and noida-db exist for these; elsewhere the install would fail far from the
# cause. The C library is glibc 2.28 or newer (Debian 10, RHEL 8, Ubuntu 18.10), as the manylinux_2_28 wheels need.
PLATFORMS = {("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64")}
OLDEST_GLIBC = (2, 28)


def stop(text):
    sys.stderr.write("rasid: " + text + "\n")
    raise SystemExit(1)


def check_python():
    if sys.version_info[:2] < OLDEST:
        stop(
            "Python %d.%d or newer is needed, this is %s (%s). Install one, e.g. `apt-get install python3.11 "
            "python3.11-venv`, and name it: make demo PYTHON=python3.11"
            % (OLDEST + (platform.python_version(), sys.executable))
        )


def check_platform():
    here = (platform.system(), platform.machine())
    if here not in PLATFORMS:
        stop(
            "%s on %s is not supported: there are no wheels of the model runtime for it. Use Linux (x86_64, "
            "aarch64) or macOS (arm64), or `docker compose up`." % here
        )
    name, version = platform.libc_ver()
    if here[0] == "Linux":
        if name != "glibc":
            stop("this Linux has no glibc (Alpine?): there are no wheels for it. Use Debian, Ubuntu, Fedora or RHEL.")
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
            stop(
                "glibc %s is too old: %d.%d or newer is needed (Debian 10, Ubuntu 18.10, RHEL 8)."
                % ((version,) + OLDEST_GLIBC)
            )


def check_venv():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = "python%d.%d-venv" % sys.version_info[:2]
        stop(
            "this Python has no `venv` module. Install it: apt-get install %s (or python3-venv), then run make again."
            % package
        )


def install(folder, lock):
    python = os.path.join(folder, "bin", "python")
    marker = os.path.join(folder, "installed-" + os.path.basename(lock))
    with open(lock, "rb") as file:
        wanted = file.read()
    if os.path.exists(marker):
        with open(marker, "rb") as file:
            if file.read() == wanted:
                return
    if not os.path.exists(python):
        subprocess.check_call([sys.executable, "-m", "venv", folder])
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    sys.stderr.write("rasid: installing %s into %s ...\n" % (lock, folder))
    if subprocess.call(pip + ["--require-hashes", "--only-binary", ":all:", "--requirement", lock]):
        stop("the install failed; pip's message is above. Check the network or the package index, run make again.")
    if subprocess.call(pip + ["--no-deps", "--no-build-isolation", "--editable", "."]):
        stop("the install of rasid itself failed; pip's own message is above.")
    with open(marker, "wb") as file:
        file.write(wanted)


def main():
    if len(sys.argv) != 3:
        stop("usage: python3 deploy/bootstrap.py FOLDER LOCK")
    check_python()
    check_platform()
    check_venv()
    install(sys.argv[1], sys.argv[2])


if __name__ == "__main__":
    main()
