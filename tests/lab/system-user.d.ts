/** The uid and gid of a user of this machine; `nobody` when there is none of that name. */
export declare function systemUser(name: string, passwd?: string): {
    uid: number;
    gid: number;
};
